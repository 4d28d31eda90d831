// A data directory: claimed by one process, marked with the format that wrote it.
//
//   DIR/LOCK      locked (flock) while a server runs, holds its process id
//   DIR/FORMAT    "tidemark data directory, format 1"
//   DIR/CLOCK     "system", or "simulated"; remembered so that a directory of simulated time is never served by the real clock
//   DIR/regions/<region>/   one store each
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"

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
  ~DataDirectory();

  [[nodiscard]] const std::string& path() const { return path_; }

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
