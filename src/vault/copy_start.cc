#include "vault/copy_start.h"

#include "storage/write.h"
#include "vault/copy_progress.h"
#include "vault/notices.h"
#include "vault/trimmed_records.h"

namespace tidemark::vault {

using storage::Changes;
using storage::Decision;
using storage::View;

void put_job(View& view, const Rows& rows, Changes& changes, const CopyJob& job) {
  tell_change(view, rows, job, changes);
  put(changes, rows.table, job);
  if (is_over(job.state)) ask_for_trimming(view, changes);
}

void add_copy_job(View& view, const Rows& rows, Changes& changes, const CopyJob& job) {
  CopyProgress progress;
  progress.account = job.source.account;
  progress.job_id = job.id;
  progress.point_id = job.id;  // as unique, and the same however often a step is repeated
  storage::JobRow row;
  row.id = work_of_copy(job.id);
  row.kind = kCopyToVaultJob;
  row.state = encode(progress);
  changes.jobs.push_back(std::move(row));
  put_job(view, rows, changes, job);
}

void add_copy_of_backup(View& view, const Rows& rows, Changes& changes, const BackupJob& backup,
                        const CopyAction& action, const std::string& id, Timestamp now) {
  CopyJob job;
  job.id = id;
  job.source = backup.vault;
  job.source_point_arn = backup.point_arn;
  const auto destination = parse_vault_arn(action.destination_vault_arn);
  if (destination) job.destination = *destination;
  job.resource_arn = backup.resource_arn;
  job.resource_name = backup.resource_name;
  job.created_at = now;
  job.bytes = backup.bytes;
  job.iam_role_arn = backup.iam_role_arn;
  job.created_by = backup.created_by;
  job.backup_job_id = backup.id;
  job.lifecycle = action.lifecycle;
  add_copy_job(view, rows, changes, job);
}

Result<CopyJob> start_copy(const Rows& rows, const CopyJob& job) {
  storage::Write<CopyJob> write(*rows.store, {},
                                [&](View& view, CopyJob& answer) -> Result<Decision> {
                                  Changes changes;
                                  add_copy_job(view, rows, changes, job);
                                  answer = job;
                                  return Decision(std::move(changes));
                                });
  return write.run();
}

}  // namespace tidemark::vault
