#include "api/backup/errors.h"
#include "api/backup/job_members.h"
#include "api/backup/lifecycle_members.h"
#include "api/backup/operations.h"
#include "api/backup/vault_members.h"
#include "api/services.h"
#include "vault/backup_start.h"
#include "vault/once.h"
#include "vault/resource_arn.h"
#include "vault/settings.h"
#include "vault/tags.h"

namespace tidemark::api {
namespace {

constexpr std::int64_t kDefaultStartMinutes = 480;
constexpr std::int64_t kDefaultCompleteMinutes = 10'080;
constexpr std::int64_t kMostMinutes = 52'560'000;

std::optional<Reply> window_problem(std::int64_t start, std::int64_t complete) {
  if (start < 60 || start > kMostMinutes) {
    return invalid_value(fmt::format("StartWindowMinutes must be at least 60, not {}", start));
  }
  if (complete < start || complete > kMostMinutes) {
    return invalid_value(fmt::format(
        "CompleteWindowMinutes must be at least StartWindowMinutes ({}), not {}", start, complete));
  }
  return std::nullopt;
}

Reply answer(const vault::BackupJob& job) {
  codec::JsonWriter out;
  out.begin_object();
  out.key("BackupJobId").string(job.id);
  if (!job.point_arn.empty()) out.key("RecoveryPointArn").string(job.point_arn);
  out.key("CreationDate").epoch_seconds(job.created_at);
  out.key("IsParent").boolean(false).end_object();
  return backup_json(out.take());
}

Parsed<vault::NewBackup> wanted_of(const BackupRequest& request, Engine& engine) {
  Fields fields(request.body);
  vault::NewBackup wanted;
  wanted.vault = {request.call.account, request.call.region,
                  fields.required_text("BackupVaultName")};
  wanted.resource_arn = fields.required_text("ResourceArn");
  TM_OR_REPLY(wanted.iam_role_arn, role_member(fields, request.call.account));
  const std::int64_t start = fields.integer("StartWindowMinutes").value_or(kDefaultStartMinutes);
  const std::int64_t complete =
      fields.integer("CompleteWindowMinutes").value_or(std::max(start, kDefaultCompleteMinutes));
  wanted.lifecycle = lifecycle_member(fields);
  wanted.point_tags = fields.text_map("RecoveryPointTags").value_or(vault::Tags{});
  wanted.options = fields.text_map("BackupOptions").value_or(vault::Tags{});
  if (auto refusal = fields.refusal()) return *std::move(refusal);
  if (auto refusal = window_problem(start, complete)) return *std::move(refusal);
  if (!wanted.options.empty())
    return invalid_value("BackupOptions are for other kinds of resources");
  if (auto problem = vault::tags_problem(wanted.point_tags)) return invalid_value(*problem);
  if (wanted.lifecycle) {
    if (auto problem = vault::problem_with(*wanted.lifecycle)) return invalid_value(*problem);
  }
  if (!vault::parse_resource_arn(wanted.resource_arn)) {
    return invalid_value(fmt::format("Invalid ARN: {}", wanted.resource_arn));
  }
  wanted.job_id = engine.random.uuid();
  wanted.point_id = engine.random.uuid();
  wanted.created_at = engine.clock.now();
  wanted.start_by = wanted.created_at + std::chrono::minutes(start);
  wanted.complete_by = wanted.created_at + std::chrono::minutes(complete);
  return wanted;
}

Reply handle(const BackupRequest& request, Engine& engine) {
  TM_OR_REPLY(vault::NewBackup wanted, wanted_of(request, engine));
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  const auto there =
      vault::find<vault::Vault>(rows, vault::vault_key(wanted.vault.account, wanted.vault.name));
  if (!there) return backup_error(there.error());
  if (!there.value()) return vault_missing(wanted.vault.name);
  const auto settings = vault::region_settings(rows, request.call.account);
  if (!settings) return backup_error(settings.error());
  wanted.classic = !settings.value().manages(vault::kDynamoDb);
  if (wanted.classic && wanted.lifecycle && wanted.lifecycle->cold_after_days) {
    return invalid_value(
        "MoveToColdStorageAfterDays needs advanced DynamoDB backup: set "
        "ResourceTypeManagementPreference of DynamoDB to true");
  }
  Fields fields(request.body);
  const auto started = vault::once<vault::BackupJob>(
      rows, idempotent(request, "StartBackupJob", fields.text("IdempotencyToken")),
      [&](storage::View& view, storage::Changes& changes) {
        return vault::add_backup_job(view, rows, changes, wanted);
      });
  if (!started) return backup_error(started.error());
  if (std::holds_alternative<vault::TokenReused>(started.value())) return token_reused();
  engine.services->poke_jobs();
  return answer(std::get<vault::BackupJob>(started.value()));
}

}  // namespace

const BackupOperation kStartBackupJob{
    .name = "StartBackupJob",
    .method = "PUT",
    .path = "/backup-jobs",
    .honoured =
        "BackupVaultName ResourceArn IamRoleArn IdempotencyToken StartWindowMinutes "
        "CompleteWindowMinutes Lifecycle RecoveryPointTags",
    .refused = "LogicallyAirGappedBackupVaultArn",
    .partly = "BackupOptions",
    .handle = handle};

}  // namespace tidemark::api
