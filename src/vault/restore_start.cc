#include "vault/restore_start.h"

#include "storage/write.h"
#include "vault/notices.h"
#include "vault/restore_progress.h"
#include "vault/trimmed_records.h"

namespace tidemark::vault {

using storage::Changes;
using storage::Decision;
using storage::View;

void put_job(View& view, const Rows& rows, Changes& changes, const RestoreJob& job) {
  tell_change(view, rows, job, changes);
  put(changes, rows.table, job);
  if (is_over(job.state)) ask_for_trimming(view, changes);
}

RestoreJob add_restore_job(View& view, const Rows& rows, Changes& changes,
                           const NewRestore& wanted) {
  RestoreJob job;
  job.id = wanted.job_id;
  job.account = wanted.account;
  job.region = wanted.region;
  job.point_arn = wanted.point.arn;
  job.resource_arn = wanted.point.resource_arn;
  job.vault = wanted.point.vault;
  job.target_name = wanted.target_name;
  job.created_at = wanted.now;
  job.point_created_at = wanted.point.created_at;
  job.bytes = wanted.point.bytes;
  job.iam_role_arn = wanted.iam_role_arn;
  job.metadata = wanted.metadata;
  job.copy_tags = wanted.copy_tags;
  job.test = wanted.test;
  RestoreProgress progress;
  progress.account = wanted.account;
  progress.job_id = wanted.job_id;
  progress.point_id = wanted.point.id;
  progress.prefix = blob_prefix_of(wanted.point.vault);
  progress.table_id = wanted.job_id;  // as unique, and known before the table is
  progress.extra_tags = wanted.extra_tags;
  storage::JobRow row;
  row.id = work_of_restore(wanted.job_id);
  row.kind = kRestoreFromVaultJob;
  row.due_at = wanted.begins_at;
  row.state = encode(progress);
  changes.jobs.push_back(std::move(row));
  put_job(view, rows, changes, job);
  return job;
}

Result<RestoreJob> start_restore(const Rows& rows, const NewRestore& wanted) {
  storage::Write<RestoreJob> write(*rows.store, {},
                                   [&](View& view, RestoreJob& answer) -> Result<Decision> {
                                     Changes changes;
                                     answer = add_restore_job(view, rows, changes, wanted);
                                     return Decision(std::move(changes));
                                   });
  return write.run();
}

}  // namespace tidemark::vault
