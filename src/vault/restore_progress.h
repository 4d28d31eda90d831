// How far a restore job has come: the state of its row for the runner.
// Format: docs/formats/backup.md.
#pragma once

#include "base/result.h"
#include "recovery/refill.h"
#include "vault/points/row.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tidemark::vault {

enum class RestorePhase : std::uint8_t {
  kWaiting = 0,
  kFilling = 1,
  kClearing = 2,  // it failed: the half-made table goes
};

struct RestoreProgress {
  std::string account;
  std::string job_id;
  std::string point_id;  // empty: a classic backup
  std::string prefix;    // of the vault's blobs
  std::string table_id;  // of the table that is made
  std::map<std::string, std::string> extra_tags;
  RestorePhase phase = RestorePhase::kWaiting;
  std::optional<recovery::Refill> refill;
  std::optional<RowKey> after;  // the last row that is durable in the table
  std::uint64_t rows = 0;
  std::map<storage::Part, storage::Tally> tallies;  // of those rows
  std::string ends_with;                            // while clearing: why
  friend bool operator==(const RestoreProgress&, const RestoreProgress&) = default;
};

std::string work_of_restore(std::string_view job_id);
std::string encode(const RestoreProgress& progress);
// Errors: kCorrupt
Result<RestoreProgress> decode_restore_progress(std::string_view bytes);

}  // namespace tidemark::vault
