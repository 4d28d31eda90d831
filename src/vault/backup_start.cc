#include "vault/backup_start.h"

#include "storage/write.h"
#include "tables/catalog.h"
#include "vault/backup_progress.h"
#include "vault/lineage.h"
#include "vault/notices.h"
#include "vault/recovery_point.h"
#include "vault/resource_arn.h"
#include "vault/trimmed_records.h"

namespace tidemark::vault {
namespace {

using storage::Changes;
using storage::Decision;
using storage::Refused;
using storage::View;

BackupJob job_of(const NewBackup& wanted) {
  BackupJob job;
  job.id = wanted.job_id;
  job.vault = wanted.vault;
  job.resource_arn = wanted.resource_arn;
  job.created_at = wanted.created_at;
  job.start_by = wanted.start_by;
  job.complete_by = wanted.complete_by;
  job.iam_role_arn = wanted.iam_role_arn;
  job.created_by = wanted.created_by;
  job.lifecycle = wanted.lifecycle;
  job.point_tags = wanted.point_tags;
  job.copies = wanted.copies;
  job.options = wanted.options;
  job.classic = wanted.classic;
  return job;
}

// The table that the ARN names, if it can be backed up.
Result<std::optional<tables::TableDescription>> table_named(const View& view,
                                                            const ResourceArn& arn,
                                                            const VaultName& vault) {
  if (arn.region != vault.region || arn.account != vault.account) {
    return std::optional<tables::TableDescription>();
  }
  TM_TRY(auto found, tables::find(view, {arn.account, arn.region, arn.name}));
  const bool there =
      found && tables::status_at(*found, view.now()) != tables::TableStatus::kCreating;
  return there ? std::move(found) : std::optional<tables::TableDescription>();
}

Status pin_table(View& view, const Rows& rows, Changes& changes, const BackupJob& job,
                 const BackupProgress& progress) {
  const tables::TableDescription& table = *progress.table;
  TM_TRY(storage::Strata sees, view.strata_at(table.stored_as, progress.at));
  changes.first_in_group = true;
  changes.pins.push_back({pin_of(progress), table.stored_as, progress.at, std::move(sees)});
  TM_TRY(Lineage lineage, lineage_of(view, rows.table, job.vault.account, job.vault.name,
                                     table.table_id, table.stored_as));
  lineage.under_way.push_back({job.id, progress.at, "", {}});
  return put_lineage(view, changes, rows.table, lineage);
}

// How a job ends that never begins.
std::optional<NewBackup::Ended> end_of(const NewBackup& wanted, const BackupJob& job) {
  if (wanted.ended) return wanted.ended;
  if (job.resource_kind == kDynamoDb) return std::nullopt;
  return NewBackup::Ended{
      BackupState::kFailed,
      fmt::format("Resources like {} are not backed up by this version of Tidemark",
                  wanted.resource_arn)};
}

}  // namespace

void put_job(View& view, const Rows& rows, Changes& changes, const BackupJob& job) {
  tell_change(view, rows, job, changes);
  put(changes, rows.table, job);
  if (is_over(job.state)) ask_for_trimming(view, changes);
}

Result<BackupJob> add_backup_job(View& view, const Rows& rows, Changes& changes,
                                 const NewBackup& wanted) {
  BackupJob job = job_of(wanted);
  const auto arn = parse_resource_arn(wanted.resource_arn);
  job.resource_kind = arn ? arn->kind : "";
  job.resource_name = arn ? arn->name : "";
  if (auto ended = end_of(wanted, job)) {
    job.state = ended->state;
    job.completed_at = view.now();
    job.message = std::move(ended->message);
    job.message_category = job.state == BackupState::kExpired ? "EXPIRED" : "FAILURE";
    put_job(view, rows, changes, job);
    return job;
  }
  BackupProgress progress;
  progress.account = job.vault.account;
  progress.job_id = job.id;
  progress.point_id = wanted.point_id;
  progress.at = view.before();
  TM_TRY(progress.table, table_named(view, *arn, job.vault));
  if (progress.table) {
    job.point_arn = point_arn(job.vault, wanted.point_id);
    job.bytes = view.tally(progress.table->stored_as).bytes;
    TM_TRY_STATUS(pin_table(view, rows, changes, job, progress));
  }
  changes.jobs.push_back(work_row(progress, {}));
  put_job(view, rows, changes, job);
  return job;
}

Result<StopBackupAnswer> stop_backup(const Rows& rows, const std::string& account,
                                     const std::string& job_id) {
  const std::string key = backup_job_key(account, job_id);
  storage::Write<StopBackupAnswer> write(
      *rows.store, {{rows.table, BackupJob::kPart, key}},
      [&](View& view, StopBackupAnswer& answer) -> Result<Decision> {
        TM_TRY(auto job, find<BackupJob>(view, rows.table, key));
        if (!job) {
          answer = BackupMissing{};
          return Decision(Refused{});
        }
        if (is_over(job->state)) {
          answer = BackupOver{job->state};
          return Decision(Refused{});
        }
        Changes changes;
        job->state = BackupState::kAborting;
        put_job(view, rows, changes, *job);
        answer = *std::move(job);
        return Decision(std::move(changes));
      });
  return write.run();
}

}  // namespace tidemark::vault
