// How far a backup job has come: the state of its row for the runner.
// Format: docs/formats/backup.md.
#pragma once

#include "base/result.h"
#include "storage/types.h"
#include "tables/table_description.h"
#include "vault/backup_job.h"
#include "vault/parts.h"
#include "vault/points/run.h"

#include <optional>
#include <string>
#include <string_view>

namespace tidemark::vault {

inline constexpr std::string_view kBackupJob = "backup to a vault";

enum class BackupPhase : std::uint8_t {
  kWaiting = 0,  // for its start
  kBase = 1,     // writes the whole table
  kDelta = 2,    // writes what changed since the point before
  kMerge = 3,    // makes a base of that point's runs and the delta
  kManifest = 4,
  kClearing = 5,  // it is to end without a point: what it wrote goes
};

struct BackupProgress {
  std::string account;
  std::string job_id;
  std::string point_id;
  std::optional<tables::TableDescription> table;  // as it was; nothing: there is none to back up
  Timestamp at;                                   // the instant of the pin
  BackupPhase phase = BackupPhase::kWaiting;
  std::string key_id;     // of the vault key that seals its runs; empty: none
  std::string upon;       // the point whose runs it goes on with
  bool new_base = false;  // merge after the delta
  RunProgress run;        // of the base or the delta
  RunProgress merged;     // of the merged base
  // While clearing: how the job ends then.
  BackupState ends_as = BackupState::kFailed;
  std::string ends_with;  // the message
  std::string ends_in;    // its category
  friend bool operator==(const BackupProgress&, const BackupProgress&) = default;
};

// The pin that keeps what the job copies.
std::string pin_of(const BackupProgress& progress);
// The id of the runner's row.
std::string work_of_backup(std::string_view job_id);

storage::JobRow work_row(const BackupProgress& progress, Timestamp due_at);
std::string encode(const BackupProgress& progress);
// Errors: kCorrupt
Result<BackupProgress> decode_backup_progress(std::string_view bytes);

// A segment that was put and is in no manifest yet.
struct WrittenSegment {
  static constexpr storage::Part kPart = kSegmentsPart;

  std::string job_id;
  std::string writer;
  SegmentInfo segment;

  [[nodiscard]] std::string key() const;
  [[nodiscard]] std::string encode() const;
  // Errors: kCorrupt
  static Result<WrittenSegment> decode(std::string_view bytes);
};

}  // namespace tidemark::vault
