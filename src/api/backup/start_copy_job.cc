#include "api/backup/errors.h"
#include "api/backup/job_members.h"
#include "api/backup/lifecycle_members.h"
#include "api/backup/operations.h"
#include "api/backup/vault_members.h"
#include "api/services.h"
#include "vault/copy_start.h"
#include "vault/once.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine& engine) {
  Fields fields(request.body);
  vault::CopyJob job;
  job.source_point_arn = fields.required_text("RecoveryPointArn");
  job.source = {request.call.account, request.call.region,
                fields.required_text("SourceBackupVaultName")};
  const std::string destination = fields.required_text("DestinationBackupVaultArn");
  job.lifecycle = lifecycle_member(fields);
  const auto token = fields.text("IdempotencyToken");
  TM_OR_REPLY(job.iam_role_arn, role_member(fields, request.call.account));
  if (auto refusal = fields.refusal()) return *std::move(refusal);
  const auto parsed = vault::parse_vault_arn(destination);
  if (!parsed) return invalid_value(fmt::format("Invalid vault ARN: {}", destination));
  job.destination = *parsed;
  if (job.lifecycle) {
    if (auto problem = vault::problem_with(*job.lifecycle)) return invalid_value(*problem);
  }
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  const auto point = vault::find<vault::RecoveryPoint>(
      rows, vault::point_key(request.call.account, job.source_point_arn));
  if (!point) return backup_error(point.error());
  if (!point.value() || !(point.value()->vault == job.source)) {
    return backup_not_found(fmt::format("Recovery point {} was not found in vault {}",
                                        job.source_point_arn, job.source.name));
  }
  if (point.value()->classic()) {
    return invalid_request(
        "A backup of DynamoDB's own cannot be copied: set ResourceTypeManagementPreference of "
        "DynamoDB to true before it is made");
  }
  job.id = engine.random.uuid();
  job.resource_arn = point.value()->resource_arn;
  job.resource_name = point.value()->resource_name;
  job.bytes = point.value()->bytes;
  job.created_at = engine.clock.now();
  const auto started = vault::once<vault::CopyJob>(
      rows, idempotent(request, "StartCopyJob", token),
      [&](storage::View& view, storage::Changes& changes) -> Result<vault::CopyJob> {
        vault::add_copy_job(view, rows, changes, job);
        return job;
      });
  if (!started) return backup_error(started.error());
  if (std::holds_alternative<vault::TokenReused>(started.value())) return token_reused();
  engine.services->poke_jobs();
  const auto& made = std::get<vault::CopyJob>(started.value());
  codec::JsonWriter out;
  out.begin_object();
  out.key("CopyJobId").string(made.id);
  out.key("CreationDate").epoch_seconds(made.created_at);
  out.key("IsParent").boolean(false).end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kStartCopyJob{
    .name = "StartCopyJob",
    .method = "PUT",
    .path = "/copy-jobs",
    .honoured =
        "RecoveryPointArn SourceBackupVaultName DestinationBackupVaultArn IamRoleArn "
        "IdempotencyToken Lifecycle",
    .handle = handle};

}  // namespace tidemark::api
