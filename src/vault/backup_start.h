// The beginning of a backup job: one commit makes its record, pins the table as it is at that
// instant, and leaves a row for the runner. So a job holds what the table was when it was created,
// whenever it is started inside its window.
//
//   TM_TRY(const BackupJob job, add_backup_job(view, rows, changes, wanted));
//
// Threads   Pure functions of a view.
// Errors    those of the store
#pragma once

#include "vault/backup_job.h"
#include "vault/works.h"

namespace tidemark::vault {

struct NewBackup {
  std::string job_id;  // UUIDs; those of a plan's job follow from plan, rule, time and resource
  std::string point_id;
  VaultName vault;
  std::string resource_arn;
  Timestamp created_at;
  Timestamp start_by;
  Timestamp complete_by;
  std::string iam_role_arn;
  std::optional<CreatedBy> created_by = {};
  std::optional<Lifecycle> lifecycle = {};
  std::map<std::string, std::string> point_tags = {};
  std::vector<CopyAction> copies = {};
  std::map<std::string, std::string> options = {};
  bool classic = false;

  // How it ended before it began, and why.
  struct Ended {
    BackupState state;
    std::string message;
  };

  std::optional<Ended> ended = {};
};

// Adds a job for a table of `rows`' region. The commit runs first in its group. A resource of a
// kind that is not moved, or a table that is not there, makes a job that is FAILED and says why.
Result<BackupJob> add_backup_job(storage::View& view, const Rows& rows, storage::Changes& changes,
                                 const NewBackup& wanted);

struct BackupMissing {};

struct BackupOver {
  BackupState state;
};

using StopBackupAnswer = std::variant<BackupMissing, BackupOver, BackupJob>;

// Asks it to stop; its next step ends it.
Result<StopBackupAnswer> stop_backup(const Rows& rows, const std::string& account,
                                     const std::string& job_id);

// The newest state of a job goes through here, so that whoever is to be told is told.
void put_job(storage::View& view, const Rows& rows, storage::Changes& changes,
             const BackupJob& job);

}  // namespace tidemark::vault
