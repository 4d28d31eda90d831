#include "api/backup/plan_members.h"

#include "api/backup/errors.h"
#include "api/backup/lifecycle_members.h"
#include "vault/plan_check.h"

#include <chrono>

namespace tidemark::api {
namespace {

using codec::JsonWriter;

void refuse(Fields& fields, std::initializer_list<std::string_view> names, std::string_view why) {
  for (const std::string_view name : names) {
    if (fields.has(name)) fields.invalid(fmt::format("{} is not supported: {}", name, why));
  }
}

std::chrono::minutes minutes_member(Fields& rule, std::string_view name,
                                    std::chrono::minutes otherwise) {
  const auto value = rule.integer(name);
  return value ? std::chrono::minutes(*value) : otherwise;
}

vault::CopyAction copy_members(Fields& copy) {
  return {copy.required_text("DestinationBackupVaultArn"), lifecycle_member(copy)};
}

vault::PlanRule rule_members(Fields& rule) {
  vault::PlanRule read;
  read.name = rule.required_text("RuleName");
  read.vault_name = rule.required_text("TargetBackupVaultName");
  read.schedule = rule.text("ScheduleExpression").value_or(std::string(vault::kDefaultSchedule));
  read.timezone =
      rule.text("ScheduleExpressionTimezone").value_or(std::string(vault::kDefaultTimezone));
  read.windows.start = minutes_member(rule, "StartWindowMinutes", schedule::kDefaultStartWindow);
  read.windows.completion =
      minutes_member(rule, "CompletionWindowMinutes", schedule::kDefaultCompletionWindow);
  read.lifecycle = lifecycle_member(rule);
  if (auto tags = rule.text_map("RecoveryPointTags")) read.recovery_point_tags = *std::move(tags);
  if (auto copies = rule.objects("CopyActions")) {
    for (Fields& copy : *copies) read.copies.push_back(copy_members(copy));
  }
  read.continuous = rule.boolean("EnableContinuousBackup").value_or(false);
  refuse(rule, {"TargetLogicallyAirGappedBackupVaultArn"},
         "there are no logically air-gapped vaults here");
  if (auto actions = rule.objects("IndexActions"); actions && !actions->empty()) {
    refuse(rule, {"IndexActions"}, "recovery points of tables have no index of files");
  }
  if (auto actions = rule.objects("ScanActions"); actions && !actions->empty()) {
    refuse(rule, {"ScanActions"}, "there is no malware scanner here");
  }
  return read;
}

void write_text_map(JsonWriter& out, std::string_view name,
                    const std::map<std::string, std::string>& texts) {
  out.key(name).begin_object();
  for (const auto& [key, value] : texts) out.key(key).string(value);
  out.end_object();
}

void write_rule(JsonWriter& out, const vault::PlanRule& rule) {
  out.begin_object();
  out.key("RuleName").string(rule.name);
  out.key("TargetBackupVaultName").string(rule.vault_name);
  out.key("ScheduleExpression").string(rule.schedule);
  out.key("StartWindowMinutes").number(std::int64_t{rule.windows.start.count()});
  out.key("CompletionWindowMinutes").number(std::int64_t{rule.windows.completion.count()});
  if (rule.lifecycle) write_lifecycle(out, *rule.lifecycle);
  if (!rule.recovery_point_tags.empty()) {
    write_text_map(out, "RecoveryPointTags", rule.recovery_point_tags);
  }
  if (!rule.id.empty()) out.key("RuleId").string(rule.id);
  if (!rule.copies.empty()) {
    out.key("CopyActions").begin_array();
    for (const vault::CopyAction& copy : rule.copies) {
      out.begin_object();
      if (copy.lifecycle) write_lifecycle(out, *copy.lifecycle);
      out.key("DestinationBackupVaultArn").string(copy.destination_vault_arn);
      out.end_object();
    }
    out.end_array();
  }
  out.key("EnableContinuousBackup").boolean(rule.continuous);
  out.key("ScheduleExpressionTimezone").string(rule.timezone);
  out.end_object();
}

}  // namespace

vault::PlanDocument plan_members(Fields& plan) {
  vault::PlanDocument read;
  read.name = plan.required_text("BackupPlanName");
  if (auto rules = plan.objects("Rules")) {
    for (Fields& rule : *rules) read.rules.push_back(rule_members(rule));
  } else {
    plan.missing("Rules");
  }
  if (auto settings = plan.objects("AdvancedBackupSettings")) {
    for (Fields& setting : *settings) {
      read.advanced.push_back(
          {setting.required_text("ResourceType"),
           setting.text_map("BackupOptions").value_or(std::map<std::string, std::string>())});
    }
  }
  if (auto settings = plan.objects("ScanSettings"); settings && !settings->empty()) {
    refuse(plan, {"ScanSettings"}, "there is no malware scanner here");
  }
  return read;
}

Parsed<vault::PlanDocument> plan_of(Fields& body) {
  Fields plan = body.required_object("BackupPlan");
  vault::PlanDocument document = plan_members(plan);
  if (auto refusal = body.refusal()) return *std::move(refusal);
  if (const auto why = vault::problem_with(document)) return invalid_value(*why);
  return document;
}

void write_advanced_settings(JsonWriter& out, const vault::PlanDocument& document) {
  if (document.advanced.empty()) return;
  out.key("AdvancedBackupSettings").begin_array();
  for (const vault::AdvancedSetting& setting : document.advanced) {
    out.begin_object().key("ResourceType").string(setting.resource_type);
    write_text_map(out, "BackupOptions", setting.options);
    out.end_object();
  }
  out.end_array();
}

void write_plan_document(JsonWriter& out, const vault::PlanDocument& document) {
  out.begin_object().key("BackupPlanName").string(document.name);
  out.key("Rules").begin_array();
  for (const vault::PlanRule& rule : document.rules) write_rule(out, rule);
  out.end_array();
  write_advanced_settings(out, document);
  out.end_object();
}

void write_plan_name(JsonWriter& out, const vault::BackupPlan& plan) {
  out.key("BackupPlanId").string(plan.id);
  out.key("BackupPlanArn").string(vault::arn_of(plan));
  out.key("VersionId").string(plan.newest.version_id);
}

void write_plan_summary(JsonWriter& out, const vault::BackupPlan& plan,
                        const vault::PlanVersion& version) {
  out.begin_object();
  out.key("BackupPlanArn").string(vault::arn_of(plan));
  out.key("BackupPlanId").string(plan.id);
  out.key("CreationDate").epoch_seconds(version.created_at);
  if (plan.deleted_at) out.key("DeletionDate").epoch_seconds(*plan.deleted_at);
  out.key("VersionId").string(version.version_id);
  out.key("BackupPlanName").string(version.document.name);
  if (plan.creator_request_id) out.key("CreatorRequestId").string(*plan.creator_request_id);
  if (plan.last_executed_at) out.key("LastExecutionDate").epoch_seconds(*plan.last_executed_at);
  write_advanced_settings(out, version.document);
  out.end_object();
}

std::optional<std::string> creator_request_id(Fields& body) {
  auto id = body.text("CreatorRequestId");
  if (id && !vault::is_plan_name(*id)) {
    body.invalid("CreatorRequestId must be 1 to 50 letters, digits, '-', '_' or '.'");
  }
  return id;
}

Parsed<vault::BackupPlan> plan_in_path(const BackupRequest& request, const vault::Rows& rows) {
  const std::string& id = request.in_path("backupPlanId");
  auto plan = vault::find_plan(rows, request.call.account, id);
  if (!plan) return backup_error(plan.error());
  if (!plan.value()) return plan_missing(id);
  return *std::move(plan).value();
}

Reply plan_missing(const std::string& id) {
  return backup_not_found(fmt::format("Cannot find Backup plan with ID {}", id));
}

Reply plan_of_selection_missing(const std::string& id) {
  return invalid_value(fmt::format("Cannot find Backup plan with ID {}", id));
}

Reply selection_missing(const std::string& id) {
  return backup_not_found(fmt::format("Cannot find Backup selection with ID {}", id));
}

Reply quota_reached(const vault::QuotaReached& quota) {
  return backup_error("LimitExceededException",
                      fmt::format("The quota of {} {} is reached", quota.limit, quota.what));
}

}  // namespace tidemark::api
