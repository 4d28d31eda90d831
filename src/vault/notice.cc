#include "vault/notice.h"

#include "codec/iso8601.h"
#include "codec/json.h"

#include <fmt/format.h>

#include <map>

namespace tidemark::vault {
namespace {

using codec::JsonWriter;

std::string millis(Timestamp at) {
  return codec::to_iso8601(at, codec::Fraction::kMillis);
}

void write_text(JsonWriter& out, std::string_view name, std::string_view text) {
  if (!text.empty()) out.key(name).string(text);
}

void write_instant(JsonWriter& out, std::string_view name, const std::optional<Timestamp>& at) {
  if (at) out.key(name).string(millis(*at));
}

void write_created_by(JsonWriter& out, const std::optional<CreatedBy>& by) {
  if (!by) return;
  out.key("createdBy").begin_object();
  out.key("backupPlanId").string(by->plan_id);
  out.key("backupPlanArn").string(by->plan_arn);
  out.key("backupPlanVersion").string(by->plan_version);
  out.key("backupPlanRuleId").string(by->rule_id).end_object();
}

// In the event the text stands in quotes of its own.
void write_status_message(JsonWriter& out, const std::string& message) {
  if (!message.empty()) out.key("statusMessage").string(fmt::format("\"{}\"", message));
}

void write_percent(JsonWriter& out, std::uint32_t permille) {
  out.key("percentDone").number(static_cast<double>(permille) / 10.0);
}

std::vector<services::MessageAttribute> attributes_of(std::string_view type, std::string_view state,
                                                      std::string_view account, std::string_view id,
                                                      Timestamp started) {
  const auto text = [](std::string_view name, std::string_view value) {
    return services::MessageAttribute{std::string(name), "String", std::string(value)};
  };
  return {text("EventType", type), text("State", state), text("AccountId", account), text("Id", id),
          text("StartTime", millis(started))};
}

services::Event event_of(std::string_view type, std::string_view account, std::string_view region,
                         std::string detail) {
  return {.detail_type = std::string(type),
          .account = std::string(account),
          .region = std::string(region),
          .detail = std::move(detail)};
}

std::string with_reason(std::string text, const std::string& message) {
  if (!message.empty()) text += fmt::format(" Status Message : {}", message);
  return text;
}

std::string message_of(const BackupJob& job) {
  switch (job.state) {
    case BackupState::kRunning:
      return fmt::format("An AWS Backup job was started. Resource ARN : {}. BackupJob ID : {}",
                         job.resource_arn, job.id);
    case BackupState::kCompleted:
      return fmt::format(
          "An AWS Backup job was completed successfully. Recovery point ARN: {}. Backed up "
          "Resource ARN : {}. Backup Job Id : {}",
          job.point_arn, job.resource_arn, job.id);
    case BackupState::kExpired:
      return fmt::format(
          "An AWS Backup job failed to complete in time. Resource ARN : {}. BackupJob ID : {}",
          job.resource_arn, job.id);
    case BackupState::kAborted:
      return with_reason(
          fmt::format("An AWS Backup job was stopped. Resource ARN : {}. BackupJob ID : {}",
                      job.resource_arn, job.id),
          job.message);
    default:
      return with_reason(fmt::format("An AWS Backup job failed. Resource ARN : {}. BackupJob ID : "
                                     "{}",
                                     job.resource_arn, job.id),
                         job.message);
  }
}

std::vector<std::string> events_of(BackupState state) {
  switch (state) {
    case BackupState::kRunning: return {"BACKUP_JOB_STARTED"};
    case BackupState::kCompleted: return {"BACKUP_JOB_COMPLETED", "BACKUP_JOB_SUCCESSFUL"};
    case BackupState::kFailed: return {"BACKUP_JOB_COMPLETED", "BACKUP_JOB_FAILED"};
    case BackupState::kExpired: return {"BACKUP_JOB_COMPLETED", "BACKUP_JOB_EXPIRED"};
    case BackupState::kAborted: return {"BACKUP_JOB_COMPLETED"};
    default: return {};
  }
}

std::string detail_of(const BackupJob& job) {
  JsonWriter out;
  out.begin_object().key("backupJobId").string(job.id);
  out.key("state").string(name_of(job.state));
  out.key("creationDate").string(millis(job.created_at));
  if (job.state == BackupState::kCreated) return out.end_object().take();
  out.key("backupSizeInBytes").string(std::to_string(job.bytes));
  out.key("backupVaultArn").string(arn_of(job.vault));
  out.key("backupVaultName").string(job.vault.name);
  out.key("bytesTransferred").string(std::to_string(job.bytes_transferred));
  out.key("iamRoleArn").string(job.iam_role_arn);
  out.key("resourceArn").string(job.resource_arn);
  out.key("resourceType").string(job.resource_kind);
  write_status_message(out, job.message);
  write_instant(out, "completionDate", job.completed_at);
  out.key("startBy").string(millis(job.start_by));
  write_percent(out, job.permille_done);
  write_created_by(out, job.created_by);
  return out.end_object().take();
}

std::vector<std::string> events_of(CopyState state) {
  switch (state) {
    case CopyState::kRunning: return {"COPY_JOB_STARTED"};
    case CopyState::kCompleted: return {"COPY_JOB_SUCCESSFUL"};
    case CopyState::kFailed: return {"COPY_JOB_FAILED"};
    case CopyState::kCreated: break;
  }
  return {};
}

std::string message_of(const CopyJob& job) {
  switch (job.state) {
    case CopyState::kCompleted:
      return fmt::format(
          "An AWS Backup copy job was completed successfully. Recovery point ARN: {}. Resource ARN "
          ": {}. Copy Job Id : {}",
          job.destination_point_arn, job.resource_arn, job.id);
    case CopyState::kFailed:
      return with_reason(
          fmt::format("An AWS Backup copy job failed. Resource ARN : {}. Copy Job Id : {}",
                      job.resource_arn, job.id),
          job.message);
    default:
      return fmt::format("An AWS Backup copy job was started. Resource ARN : {}. Copy Job Id : {}",
                         job.resource_arn, job.id);
  }
}

std::string detail_of(const CopyJob& job) {
  JsonWriter out;
  out.begin_object().key("copyJobId").string(job.id);
  out.key("backupSizeInBytes").number(job.bytes);
  out.key("creationDate").string(millis(job.created_at));
  out.key("iamRoleArn").string(job.iam_role_arn);
  out.key("resourceArn").string(job.resource_arn);
  out.key("resourceType").string("DynamoDB");
  out.key("sourceBackupVaultArn").string(arn_of(job.source));
  out.key("destinationBackupVaultArn").string(arn_of(job.destination));
  out.key("state").string(name_of(job.state));
  write_status_message(out, job.message);
  write_instant(out, "completionDate", job.completed_at);
  out.key("destinationRecoveryPointArn");
  if (job.destination_point_arn.empty()) {
    out.begin_object().end_object();
  } else {
    out.string(job.destination_point_arn);
  }
  write_created_by(out, job.created_by);
  return out.end_object().take();
}

std::vector<std::string> events_of(RestoreState state) {
  switch (state) {
    case RestoreState::kRunning: return {"RESTORE_JOB_STARTED"};
    case RestoreState::kCompleted: return {"RESTORE_JOB_COMPLETED", "RESTORE_JOB_SUCCESSFUL"};
    case RestoreState::kFailed: return {"RESTORE_JOB_COMPLETED", "RESTORE_JOB_FAILED"};
    case RestoreState::kAborted: return {"RESTORE_JOB_COMPLETED"};
    case RestoreState::kPending: break;
  }
  return {};
}

std::string message_of(const RestoreJob& job) {
  switch (job.state) {
    case RestoreState::kCompleted:
      return fmt::format(
          "An AWS Backup restore job was completed successfully. Recovery point ARN: {}. Restored "
          "Resource ARN : {}. Restore Job Id : {}",
          job.point_arn, job.created_resource_arn, job.id);
    case RestoreState::kFailed:
    case RestoreState::kAborted:
      return with_reason(
          fmt::format(
              "An AWS Backup restore job failed. Recovery point ARN: {}. Restore Job Id : {}",
              job.point_arn, job.id),
          job.message);
    default:
      return fmt::format(
          "An AWS Backup restore job was started. Recovery point ARN: {}. Restore Job Id : {}",
          job.point_arn, job.id);
  }
}

std::string detail_of(const RestoreJob& job) {
  JsonWriter out;
  out.begin_object().key("restoreJobId").string(job.id);
  // The first event of a job is the only one that calls it so.
  if (job.state == RestoreState::kPending) {
    out.key("state").string("CREATED");
    out.key("creationDate").string(millis(job.created_at));
    return out.end_object().take();
  }
  out.key("backupSizeInBytes").string(std::to_string(job.bytes));
  out.key("creationDate").string(millis(job.created_at));
  out.key("iamRoleArn").string(job.iam_role_arn);
  write_percent(out, job.permille_done);
  out.key("resourceType").string("DynamoDB");
  out.key("status").string(name_of(job.state));
  write_status_message(out, job.message);
  write_instant(out, "completionDate", job.completed_at);
  write_text(out, "createdResourceArn", job.created_resource_arn);
  out.key("recoveryPointArn").string(job.point_arn);
  write_text(out, "sourceResourceArn", job.resource_arn);
  if (!job.vault.name.empty()) out.key("backupVaultArn").string(arn_of(job.vault));
  if (job.test) write_text(out, "restoreTestingPlanArn", job.test->plan_arn);
  return out.end_object().take();
}

std::string_view name_of(PointChange change) {
  switch (change) {
    case PointChange::kCreated: return "COMPLETED";
    case PointChange::kModified: return "MODIFIED";
    case PointChange::kExpired: return "EXPIRED";
    case PointChange::kDeleted: break;
  }
  return "DELETED";
}

std::string_view word_of(PointChange change) {
  switch (change) {
    case PointChange::kExpired: return "kept beyond its end";
    case PointChange::kDeleted: return "deleted";
    default: return "modified";
  }
}

std::string_view name_of(VaultChange change) {
  switch (change) {
    case VaultChange::kCreated: return "CREATED";
    case VaultChange::kModified: return "MODIFIED";
    case VaultChange::kDeleted: break;
  }
  return "DELETED";
}

void write_lifecycle(JsonWriter& out, const RecoveryPoint& point) {
  const CalculatedLifecycle dates = dates_of(point);
  out.key("lifecycle").begin_object();
  if (const auto days = point.lifecycle.cold_after_days) {
    out.key("moveToColdStorageAfterDays").number(*days);
  }
  if (const auto days = point.lifecycle.delete_after_days) {
    out.key("deleteAfterDays").number(*days);
  }
  out.end_object().key("calculatedLifeCycle").begin_object();
  write_instant(out, "moveToColdStorageAt", dates.cold_at);
  write_instant(out, "deleteAt", dates.delete_at);
  out.end_object();
}

std::string detail_of(const RecoveryPoint& point, PointChange change) {
  JsonWriter out;
  out.begin_object().key("backupVaultName").string(point.vault.name);
  out.key("backupVaultArn").string(arn_of(point.vault));
  out.key("creationDate").string(millis(point.created_at));
  out.key("iamRoleArn").string(point.iam_role_arn);
  out.key("resourceType").string("DynamoDB");
  out.key("resourceArn").string(point.resource_arn);
  out.key("status").string(name_of(change));
  out.key("isEncrypted").string(point.key_id.empty() ? "false" : "true");
  out.key("storageClass").string(point.storage_class == StorageClass::kWarm ? "WARM" : "COLD");
  out.key("completionDate").string(millis(point.completed_at));
  write_created_by(out, point.created_by);
  write_lifecycle(out, point);
  return out.end_object().take();
}

}  // namespace

Notice notice_of(const BackupJob& job) {
  const VaultName& vault = job.vault;
  Notice notice{.vault = vault, .events = events_of(job.state), .message = message_of(job)};
  notice.attributes =
      attributes_of("BACKUP_JOB", name_of(job.state), vault.account, job.id, job.created_at);
  notice.event = event_of("Backup Job State Change", vault.account, vault.region, detail_of(job));
  if (job.state == BackupState::kCompleted) notice.event.resources = {job.point_arn};
  return notice;
}

Notice notice_of(const CopyJob& job) {
  const VaultName& vault = job.source;
  Notice notice{.vault = vault, .events = events_of(job.state), .message = message_of(job)};
  notice.attributes =
      attributes_of("COPY_JOB", name_of(job.state), vault.account, job.id, job.created_at);
  notice.event = event_of("Copy Job State Change", vault.account, vault.region, detail_of(job));
  notice.event.resources = {job.source_point_arn};
  return notice;
}

Notice notice_of(const RestoreJob& job) {
  Notice notice{.vault = job.vault, .events = events_of(job.state), .message = message_of(job)};
  notice.attributes =
      attributes_of("RESTORE_JOB", name_of(job.state), job.account, job.id, job.created_at);
  notice.event = event_of("Restore Job State Change", job.account, job.region, detail_of(job));
  notice.event.resources = {job.point_arn};
  return notice;
}

Notice notice_of(const RecoveryPoint& point, PointChange change) {
  const VaultName& vault = point.vault;
  Notice notice{.vault = vault};
  // The making of one is its job's message.
  if (change != PointChange::kCreated) notice.events = {"RECOVERY_POINT_MODIFIED"};
  notice.message =
      fmt::format("An AWS Backup recovery point was {}. Recovery point ARN: {}. Resource ARN : {}",
                  word_of(change), point.arn, point.resource_arn);
  notice.attributes =
      attributes_of("RECOVERY_POINT", name_of(change), vault.account, point.arn, point.created_at);
  notice.event = event_of("Recovery Point State Change", vault.account, vault.region,
                          detail_of(point, change));
  notice.event.resources = {point.arn};
  return notice;
}

Notice notice_of(const Vault& vault, VaultChange change, Timestamp now) {
  JsonWriter out;
  out.begin_object().key("backupVaultName").string(vault.name.name);
  out.key("state").string(name_of(change));
  out.key("isLocked").string(is_compliance_locked(vault, now) ? "true" : "false").end_object();
  Notice notice{.vault = vault.name};
  notice.event =
      event_of("Backup Vault State Change", vault.name.account, vault.name.region, out.take());
  notice.event.resources = {arn_of(vault.name)};
  return notice;
}

Notice notice_of(const BackupPlan& plan, VaultChange change) {
  JsonWriter out;
  out.begin_object().key("backupPlanId").string(plan.id);
  out.key("versionId").string(plan.newest.version_id);
  out.key("state").string(name_of(change)).end_object();
  Notice notice;
  notice.event = event_of("Backup Plan State Change", plan.account, plan.region, out.take());
  notice.event.resources = {arn_of(plan)};
  return notice;
}

Notice notice_of_settings(std::string_view account, std::string_view region,
                          const std::map<std::string, bool>& opt_in, Timestamp now) {
  JsonWriter out;
  out.begin_object().key("modifiedAt").string(millis(now));
  out.key("ResourceTypeOptInPreference").begin_object();
  for (const auto& [kind, on] : opt_in) out.key(kind).boolean(on);
  out.end_object().key("state").string("MODIFIED").end_object();
  Notice notice;
  notice.event = event_of("Region Setting State Change", account, region, out.take());
  return notice;
}

}  // namespace tidemark::vault
