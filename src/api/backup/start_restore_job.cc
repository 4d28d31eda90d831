#include "api/backup/errors.h"
#include "api/backup/job_members.h"
#include "api/backup/operations.h"
#include "api/backup/point_members.h"
#include "api/backup/vault_members.h"
#include "api/members.h"
#include "api/services.h"
#include "vault/once.h"
#include "vault/resource_arn.h"
#include "vault/restore_start.h"
#include "wire/sigv4_canonical.h"

namespace tidemark::api {
namespace {

using Metadata = std::map<std::string, std::string>;

// Metadata keys in any case. Source: aws-contract C.5.
std::optional<std::string> value_of(const Metadata& metadata, std::string_view key) {
  for (const auto& [name, value] : metadata) {
    if (wire::lower_case(name) == key) return value;
  }
  return std::nullopt;
}

// What cannot be honoured is refused by its name.
std::optional<Reply> metadata_problem(const Metadata& metadata) {
  for (const auto& [name, value] : metadata) {
    const std::string key = wire::lower_case(name);
    if (key == "targettablename" || key == "aws:backup:request-id") continue;
    if (key == "originaltablename") continue;  // as GetRecoveryPointRestoreMetadata gives it
    if (key == "encryptiontype" && value == "Default") continue;
    if (key == "deletionprotection" && value == "false") continue;
    return invalid_value(
        fmt::format("Metadata {} with value {} is not supported by this version of Tidemark; known "
                    "are targetTableName, encryptionType Default and deletionProtection false",
                    name, value));
  }
  return std::nullopt;
}

Parsed<std::string> target_of(const Metadata& metadata) {
  if (auto problem = metadata_problem(metadata)) return *std::move(problem);
  const auto name = value_of(metadata, "targettablename");
  if (!name) return missing_value("Metadata must name the new table: targetTableName");
  if (name->size() < 3 || name->size() > 255 || !matches_name_pattern(*name)) {
    return invalid_value(
        fmt::format("targetTableName {} must have 3 to 255 of a-z, A-Z, 0-9, '_', "
                    "'-' and '.'",
                    *name));
  }
  return *name;
}

Timestamp begin_of(const vault::RecoveryPoint& point, Timestamp now, Engine& engine) {
  const bool cold = point.storage_class == vault::StorageClass::kCold;
  return cold ? now + engine.services->cold_restore_delay : now;
}

Reply handle(const BackupRequest& request, Engine& engine) {
  Fields fields(request.body);
  const std::string arn = fields.required_text("RecoveryPointArn");
  if (!fields.has("Metadata")) fields.missing("Metadata");
  const Metadata metadata = fields.text_map("Metadata").value_or(Metadata{});
  const auto kind = fields.text("ResourceType");
  const bool copy_tags = fields.boolean("CopySourceTagsToRestoredResource").value_or(false);
  const auto token = fields.text("IdempotencyToken");
  TM_OR_REPLY(const std::string role, role_member(fields, request.call.account));
  if (auto refusal = fields.refusal()) return *std::move(refusal);
  if (kind && *kind != vault::kDynamoDb) {
    return invalid_value(fmt::format("ResourceType {} is not what the recovery point is of: {}",
                                     *kind, vault::kDynamoDb));
  }
  TM_OR_REPLY(const std::string target, target_of(metadata));
  TM_OR_REPLY(vault::RecoveryPoint point, point_of_arn(request, engine, arn));
  if (point.classic() && copy_tags) {
    return invalid_value(
        "CopySourceTagsToRestoredResource needs advanced DynamoDB backup: this recovery point is a "
        "backup of DynamoDB's own");
  }
  if (point.classic() && point.vault.region != request.call.region) {
    return invalid_value(
        "A backup without advanced DynamoDB features is restored in its own "
        "region");
  }
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  const Timestamp now = engine.clock.now();
  const Timestamp begins_at = begin_of(point, now, engine);
  const vault::NewRestore wanted{.job_id = engine.random.uuid(),
                                 .account = request.call.account,
                                 .region = request.call.region,
                                 .point = std::move(point),
                                 .target_name = target,
                                 .iam_role_arn = role,
                                 .metadata = metadata,
                                 .copy_tags = copy_tags,
                                 .now = now,
                                 .begins_at = begins_at};
  const auto started = vault::once<vault::RestoreJob>(
      rows, idempotent(request, "StartRestoreJob", token),
      [&](storage::View& view, storage::Changes& changes) -> Result<vault::RestoreJob> {
        return vault::add_restore_job(view, rows, changes, wanted);
      });
  if (!started) return backup_error(started.error());
  if (std::holds_alternative<vault::TokenReused>(started.value())) return token_reused();
  engine.services->poke_jobs();
  codec::JsonWriter out;
  out.begin_object();
  out.key("RestoreJobId").string(std::get<vault::RestoreJob>(started.value()).id).end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kStartRestoreJob{
    .name = "StartRestoreJob",
    .method = "PUT",
    .path = "/restore-jobs",
    .honoured =
        "RecoveryPointArn IamRoleArn IdempotencyToken ResourceType "
        "CopySourceTagsToRestoredResource",
    .partly = "Metadata",
    .handle = handle};

}  // namespace tidemark::api
