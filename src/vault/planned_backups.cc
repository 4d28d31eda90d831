#include "vault/planned_backups.h"

#include "base/log.h"
#include "vault/resource_arn.h"
#include "vault/settings.h"

namespace tidemark::vault {
namespace {

NewBackup wanted_of(const PlannedBackup& planned, const std::string& region) {
  const PlanRule& rule = planned.rule;
  NewBackup wanted;
  wanted.job_id = planned.job_id;
  wanted.point_id = planned.job_id;  // as unique, and the same however often the run is begun
  wanted.vault = {planned.account, region, rule.vault_name};
  wanted.resource_arn = planned.resource_arn;
  wanted.created_at = planned.scheduled_at;
  wanted.start_by = planned.scheduled_at + rule.windows.start;
  wanted.complete_by = planned.scheduled_at + rule.windows.completion;
  wanted.iam_role_arn = planned.iam_role_arn;
  wanted.created_by = planned.created_by;
  wanted.lifecycle = rule.lifecycle;
  wanted.point_tags = rule.recovery_point_tags;
  wanted.copies = rule.copies;
  wanted.options = planned.options;
  if (planned.expired)
    wanted.ended = {BackupState::kExpired, "Backup job expired before completion."};
  if (planned.failure) wanted.ended = {BackupState::kFailed, *planned.failure};
  return wanted;
}

}  // namespace

void add_planned_backup(storage::View& view, const Rows& rows, const PlannedBackup& planned,
                        storage::Changes& changes) {
  NewBackup wanted = wanted_of(planned, rows.region);
  const auto settings = region_settings(view, rows.table, planned.account);
  wanted.classic = settings && !settings.value().manages(kDynamoDb);
  storage::Changes begun;
  auto job = add_backup_job(view, rows, begun, wanted);
  if (!job) {
    // One table must not keep the others from being backed up, nor be left out in silence.
    log_error("vault", "a plan's backup job could not begin",
              {{"resource", planned.resource_arn}, {"reason", job.error().message}});
    begun = {};
    wanted.ended = {BackupState::kFailed,
                    fmt::format("Backup job failed: {}.", job.error().message)};
    job = add_backup_job(view, rows, begun, wanted);
  }
  if (job) changes.append(std::move(begun));
}

}  // namespace tidemark::vault
