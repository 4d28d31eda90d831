// How the steps of a backup job end: what is committed, as pure functions of a view.
//
// Errors    those of the store; a decision that cannot be made refuses, and the step runs again
#pragma once

#include "storage/job_runner.h"
#include "vault/backup_progress.h"
#include "vault/recovery_point.h"
#include "vault/vault_head.h"
#include "vault/works.h"

#include <string>
#include <vector>

namespace tidemark::vault {

// What a completed job leaves.
struct BackupEnd {
  Rows rows;
  BackupProgress progress;
  RecoveryPoint point;
  VaultHead head;
  Timestamp now;
  std::vector<std::string> copy_job_ids;  // one for each copy action
};

// What a delta goes on with.
struct GoneOnWith {
  std::vector<std::string> runs = {};   // their writers
  std::optional<Timestamp> since = {};  // the instant of the point whose they are
};

// What a step wrote of a run.
struct WrittenPiece {
  bool begins_anew = false;  // what was written before counts no more
  std::string writer = {};
  std::vector<SegmentInfo> segments = {};
  std::uint32_t permille = 0;
};

// The job runs: whose runs it goes on with is remembered, so that they stay.
storage::Decision decide_running(storage::View& view, const Rows& rows,
                                 const BackupProgress& progress, const GoneOnWith& kept,
                                 Timestamp now);

// The segments are durable and the progress with them.
storage::Step keep_segments(const Rows& rows, const storage::JobRow& row,
                            const BackupProgress& progress, WrittenPiece written);

// The recovery point is there.
storage::Decision decide_completed(storage::View& view, const BackupEnd& end);

// Nothing is left of it but its record.
storage::Decision decide_cleared(storage::View& view, const Rows& rows,
                                 const BackupProgress& progress, Timestamp now);

// A backup of DynamoDB's own, at the instant of the pin.
storage::Step end_classic(const Rows& rows, const storage::JobRow& row,
                          const BackupProgress& progress, std::string backup_id, Timestamp now);

RecoveryPoint point_of(const BackupJob& job, const BackupProgress& progress,
                       const Manifest& manifest, Timestamp now);

// What a job that ends early makes of a removal: blobs that the store does not let us remove stay,
// which the log tells. Another engine writes there now, or a lock of the bucket holds.
Status gone_or_not_ours(const Status& removed);

}  // namespace tidemark::vault
