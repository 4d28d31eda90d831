// A data directory: claimed by one process, marked with the format that wrote it.
//
//   DIR/LOCK      locked (flock) while a server runs, holds its process id
//   DIR/FORMAT    "tidemark data directory, format 1"
//   DIR/CLOCK     "system", or "simulated"; remembered so that a directory of simulated time is
//   never served by the real clock DIR/NOW       where the simulated clock stands, microseconds
//   since 1970 DIR/regions/<region>/   one store each
#pragma once

#include "base/result.h"
#include "base/timestamp.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tidemark::storage {

inline constexpr int kDataFormat = 1;

enum class ClockKind { kSystem, kSimulated };

class DataDirectory {
 public:
  // Creates what is missing.
  //
  // Errors: kConflict  another process serves it; the message names its pid
  //         kInvalid   its format is newer than ours (the message names both), it is no data
  //                    directory of ours, or it was made for the other clock
  static Result<std::unique_ptr<DataDirectory>> claim(const std::string& path, ClockKind clock);
  // Claims a stopped directory to look at it: nothing is made but our process id in LOCK.
  //
  // Errors: kConflict  a server has it; the message names its pid
  //         kInvalid   it is no data directory of ours, or of a newer format
  static Result<std::unique_ptr<DataDirectory>> claim_to_read(const std::string& path);
  ~DataDirectory();

  [[nodiscard]] const std::string& path() const { return path_; }

  // The clock that the directory at `path` was made for; nullopt: it is not one yet.
  static std::optional<ClockKind> remembered_clock(const std::string& path);

  // Where the simulated clock was last saved; nullopt: never.
  // Errors: kCorrupt
  Result<std::optional<Timestamp>> simulated_now() const;
  // Durable when it returns.
  Status save_simulated_now(Timestamp now) const;

  // DIR/regions/<region>, which may not exist.
  [[nodiscard]] std::string path_of_region(const std::string& region) const {
    return path_ + "/regions/" + region;
  }

  // Makes DIR/regions/<region> if needed and returns it.
  Result<std::string> region_directory(const std::string& region) const;

  // Regions that have a store, sorted.
  [[nodiscard]] std::vector<std::string> regions() const;

 private:
  DataDirectory(std::string path, int lock_file) : path_(std::move(path)), lock_file_(lock_file) {}

  std::string path_;
  int lock_file_;
};

}  // namespace tidemark::storage
