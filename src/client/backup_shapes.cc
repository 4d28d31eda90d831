#include "client/backup_shapes.h"

#include "client/members.h"

#include <algorithm>
#include <array>

namespace tidemark::client {

using codec::JsonValue;
using codec::JsonWriter;

namespace {

const JsonValue& object_in(const JsonValue& json, std::string_view member) {
  static const JsonValue kNone;
  const JsonValue* found = json.find(member);
  return found != nullptr ? *found : kNone;
}

Lifecycle lifecycle_of(const JsonValue& json) {
  return {.cold_after_days = number_in(json, "MoveToColdStorageAfterDays"),
          .delete_after_days = number_in(json, "DeleteAfterDays")};
}

std::map<std::string, bool> flags_in(const JsonValue& json, std::string_view member) {
  std::map<std::string, bool> flags;
  const JsonValue& found = object_in(json, member);
  if (found.object() == nullptr) return flags;
  for (const auto& [name, value] : *found.object()) {
    if (value.boolean() != nullptr) flags.emplace(name, *value.boolean());
  }
  return flags;
}

void write_text(JsonWriter& out, std::string_view name, const std::string& text) {
  if (!text.empty()) out.key(name).string(text);
}

void write_number(JsonWriter& out, std::string_view name, std::optional<std::int64_t> number) {
  if (number) out.key(name).number(*number);
}

void write_texts(JsonWriter& out, std::string_view name, const Texts& texts) {
  if (texts.empty()) return;
  out.key(name).begin_object();
  for (const auto& [key, text] : texts) out.key(key).string(text);
  out.end_object();
}

void write_lifecycle(JsonWriter& out, const Lifecycle& lifecycle) {
  if (!lifecycle.cold_after_days && !lifecycle.delete_after_days) return;
  out.key("Lifecycle").begin_object();
  write_number(out, "MoveToColdStorageAfterDays", lifecycle.cold_after_days);
  write_number(out, "DeleteAfterDays", lifecycle.delete_after_days);
  out.end_object();
}

void write_rule(JsonWriter& out, const BackupRule& rule) {
  out.begin_object().key("RuleName").string(rule.name);
  out.key("TargetBackupVaultName").string(rule.vault);
  write_text(out, "ScheduleExpression", rule.schedule);
  write_text(out, "ScheduleExpressionTimezone", rule.time_zone);
  write_number(out, "StartWindowMinutes", rule.start_window_minutes);
  write_number(out, "CompletionWindowMinutes", rule.completion_window_minutes);
  write_lifecycle(out, rule.lifecycle);
  write_texts(out, "RecoveryPointTags", rule.recovery_point_tags);
  out.end_object();
}

}  // namespace

bool BackupJob::over() const {
  constexpr std::array<std::string_view, 5> kEnds{"COMPLETED", "FAILED", "ABORTED", "EXPIRED",
                                                  "PARTIAL"};
  return std::ranges::find(kEnds, state) != kEnds.end();
}

bool RestoreJob::over() const {
  return status == "COMPLETED" || status == "FAILED" || status == "ABORTED";
}

RecoveryPoint recovery_point_of(const JsonValue& json) {
  const JsonValue& calculated = object_in(json, "CalculatedLifecycle");
  auto bytes = number_in(json, "BackupSizeInBytes");
  // ListRecoveryPointsByResource has a name of its own for it.
  if (!bytes) bytes = number_in(json, "BackupSizeBytes");
  return {.arn = text_or_empty(json, "RecoveryPointArn"),
          .vault = text_or_empty(json, "BackupVaultName"),
          .resource_arn = text_or_empty(json, "ResourceArn"),
          .resource_name = text_or_empty(json, "ResourceName"),
          .resource_type = text_or_empty(json, "ResourceType"),
          .status = text_or_empty(json, "Status"),
          .status_message = text_or_empty(json, "StatusMessage"),
          .storage_class = text_or_empty(json, "StorageClass"),
          .role_arn = text_or_empty(json, "IamRoleArn"),
          .encryption_key_arn = text_or_empty(json, "EncryptionKeyArn"),
          .plan_id = text_or_empty(object_in(json, "CreatedBy"), "BackupPlanId"),
          .lifecycle = lifecycle_of(object_in(json, "Lifecycle")),
          .created = instant_in(json, "CreationDate"),
          .completed = instant_in(json, "CompletionDate"),
          .cold_at = instant_in(calculated, "MoveToColdStorageAt"),
          .delete_at = instant_in(calculated, "DeleteAt"),
          .bytes = bytes};
}

BackupJob backup_job_of(const JsonValue& json) {
  return {.id = text_or_empty(json, "BackupJobId"),
          .state = text_or_empty(json, "State"),
          .message = text_or_empty(json, "StatusMessage"),
          .message_category = text_or_empty(json, "MessageCategory"),
          .percent = text_or_empty(json, "PercentDone"),
          .vault = text_or_empty(json, "BackupVaultName"),
          .recovery_point_arn = text_or_empty(json, "RecoveryPointArn"),
          .resource_arn = text_or_empty(json, "ResourceArn"),
          .resource_name = text_or_empty(json, "ResourceName"),
          .role_arn = text_or_empty(json, "IamRoleArn"),
          .created = instant_in(json, "CreationDate"),
          .completed = instant_in(json, "CompletionDate"),
          .expected_completion = instant_in(json, "ExpectedCompletionDate"),
          .start_by = instant_in(json, "StartBy"),
          .bytes = number_in(json, "BackupSizeInBytes")};
}

RestoreJob restore_job_of(const JsonValue& json) {
  return {.id = text_or_empty(json, "RestoreJobId"),
          .status = text_or_empty(json, "Status"),
          .message = text_or_empty(json, "StatusMessage"),
          .percent = text_or_empty(json, "PercentDone"),
          .recovery_point_arn = text_or_empty(json, "RecoveryPointArn"),
          .created_resource_arn = text_or_empty(json, "CreatedResourceArn"),
          .resource_type = text_or_empty(json, "ResourceType"),
          .role_arn = text_or_empty(json, "IamRoleArn"),
          .created = instant_in(json, "CreationDate"),
          .completed = instant_in(json, "CompletionDate"),
          .expected_minutes = number_in(json, "ExpectedCompletionTimeMinutes"),
          .bytes = number_in(json, "BackupSizeInBytes")};
}

BackupVault vault_of(const JsonValue& json) {
  return {.name = text_or_empty(json, "BackupVaultName"),
          .arn = text_or_empty(json, "BackupVaultArn"),
          .encryption_key_arn = text_or_empty(json, "EncryptionKeyArn"),
          .created = instant_in(json, "CreationDate"),
          .recovery_points = number_in(json, "NumberOfRecoveryPoints").value_or(0),
          .locked = flag_in(json, "Locked"),
          .min_retention_days = number_in(json, "MinRetentionDays"),
          .max_retention_days = number_in(json, "MaxRetentionDays")};
}

BackupPlan plan_of(const JsonValue& json) {
  return {.id = text_or_empty(json, "BackupPlanId"),
          .arn = text_or_empty(json, "BackupPlanArn"),
          .name = text_or_empty(json, "BackupPlanName"),
          .version_id = text_or_empty(json, "VersionId"),
          .created = instant_in(json, "CreationDate"),
          .last_run = instant_in(json, "LastExecutionDate")};
}

BackupSelection selection_of(const JsonValue& json) {
  return {.id = text_or_empty(json, "SelectionId"),
          .name = text_or_empty(json, "SelectionName"),
          .plan_id = text_or_empty(json, "BackupPlanId"),
          .role_arn = text_or_empty(json, "IamRoleArn")};
}

RegionSettings region_settings_of(const JsonValue& json) {
  return {.opted_in = flags_in(json, "ResourceTypeOptInPreference"),
          .managed = flags_in(json, "ResourceTypeManagementPreference")};
}

std::string backup_job_body(const NewBackupJob& job, const std::string& token) {
  JsonWriter out;
  out.begin_object().key("BackupVaultName").string(job.vault);
  out.key("ResourceArn").string(job.resource_arn);
  out.key("IamRoleArn").string(job.role_arn);
  out.key("IdempotencyToken").string(token);
  write_number(out, "StartWindowMinutes", job.start_window_minutes);
  write_number(out, "CompleteWindowMinutes", job.complete_window_minutes);
  write_lifecycle(out, job.lifecycle);
  write_texts(out, "RecoveryPointTags", job.tags);
  return out.end_object().take();
}

std::string restore_job_body(const NewRestoreJob& job, const std::string& token) {
  JsonWriter out;
  out.begin_object().key("RecoveryPointArn").string(job.recovery_point_arn);
  out.key("Metadata").begin_object();
  for (const auto& [key, text] : job.metadata) out.key(key).string(text);
  out.end_object();
  write_text(out, "IamRoleArn", job.role_arn);
  out.key("IdempotencyToken").string(token);
  write_text(out, "ResourceType", job.resource_type);
  if (job.copy_tags) out.key("CopySourceTagsToRestoredResource").boolean(true);
  return out.end_object().take();
}

std::string plan_body(const NewBackupPlan& plan, const std::string& token) {
  JsonWriter out;
  out.begin_object().key("BackupPlan").begin_object();
  out.key("BackupPlanName").string(plan.name).key("Rules").begin_array();
  for (const BackupRule& rule : plan.rules) write_rule(out, rule);
  out.end_array().end_object();
  write_texts(out, "BackupPlanTags", plan.tags);
  return out.key("CreatorRequestId").string(token).end_object().take();
}

std::string selection_body(const NewBackupSelection& selection, const std::string& token) {
  JsonWriter out;
  out.begin_object().key("BackupSelection").begin_object();
  out.key("SelectionName").string(selection.name);
  out.key("IamRoleArn").string(selection.role_arn);
  if (!selection.resources.empty()) {
    out.key("Resources").begin_array();
    for (const std::string& resource : selection.resources) out.string(resource);
    out.end_array();
  }
  if (!selection.any_of_tags.empty()) {
    out.key("ListOfTags").begin_array();
    for (const auto& [key, value] : selection.any_of_tags) {
      out.begin_object().key("ConditionType").string("STRINGEQUALS");
      out.key("ConditionKey").string(key).key("ConditionValue").string(value).end_object();
    }
    out.end_array();
  }
  return out.end_object().key("CreatorRequestId").string(token).end_object().take();
}

}  // namespace tidemark::client
