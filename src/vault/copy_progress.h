// How far a copy job has come: the state of its row for the runner; and what keeps the runs that it
// has found or put in the destination from being swept away. Format: docs/formats/backup.md.
#pragma once

#include "base/result.h"
#include "vault/rows.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::vault {

enum class CopyPhase : std::uint8_t {
  kWaiting = 0,
  kCopying = 1,
  kClearing = 2,  // it failed: what it alone put into the destination goes
};

struct CopyProgress {
  std::string account;  // of the source, whose the job is
  std::string job_id;
  std::string point_id;  // of the copy
  CopyPhase phase = CopyPhase::kWaiting;
  std::uint64_t run = 0;      // of the source's manifest
  std::uint64_t segment = 0;  // the next of that run
  std::string ends_with;      // while clearing: why
  friend bool operator==(const CopyProgress&, const CopyProgress&) = default;
};

std::string work_of_copy(std::string_view job_id);
std::string encode(const CopyProgress& progress);
// Errors: kCorrupt
Result<CopyProgress> decode_copy_progress(std::string_view bytes);

// A row among those of the destination.
struct CopyHold {
  static constexpr storage::Part kPart = kCopyHoldsPart;

  std::string account;
  std::string vault;
  std::string job_id;
  std::vector<std::string> runs;

  [[nodiscard]] std::string key() const;
  [[nodiscard]] std::string encode() const;
  // Errors: kCorrupt
  static Result<CopyHold> decode(std::string_view bytes);
};

}  // namespace tidemark::vault
