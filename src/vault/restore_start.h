// The beginning of a restore job. Its work: vault/restore_work.h.
//
// Threads   Any; waits for the disk, so never on a connection's thread.
// Errors    those of the store
#pragma once

#include "vault/recovery_point.h"
#include "vault/restore_job.h"
#include "vault/works.h"

#include <variant>

namespace tidemark::vault {

inline constexpr std::string_view kRestoreFromVaultJob = "restore from a vault";

struct NewRestore {
  std::string job_id;
  std::string account;
  std::string region;  // of the table
  RecoveryPoint point;
  std::string target_name;
  std::string iam_role_arn;
  std::map<std::string, std::string> metadata;
  bool copy_tags = false;
  std::map<std::string, std::string> extra_tags = {};  // that the table gets beside
  std::optional<RestoreTest> test = {};
  Timestamp now;
  Timestamp begins_at;  // now, or when a point in cold storage has come back
};

// Adds record and job row.
RestoreJob add_restore_job(storage::View& view, const Rows& rows, storage::Changes& changes,
                           const NewRestore& wanted);

// The same, committed.
Result<RestoreJob> start_restore(const Rows& rows, const NewRestore& wanted);

// The newest state of a job goes through here, so that whoever is to be told is told.
void put_job(storage::View& view, const Rows& rows, storage::Changes& changes,
             const RestoreJob& job);

}  // namespace tidemark::vault
