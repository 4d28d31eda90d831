#include "api/backup/restore_testing_members.h"

#include "api/backup/errors.h"

namespace tidemark::api {
namespace {

void write_texts(codec::JsonWriter& out, std::string_view name,
                 const std::vector<std::string>& texts) {
  out.key(name).begin_array();
  for (const std::string& text : texts) out.string(text);
  out.end_array();
}

void read_choice(Fields& given, vault::PointChoice& choice) {
  if (const auto name = given.text("Algorithm")) {
    const auto algorithm = vault::parse_point_algorithm(*name);
    if (!algorithm) {
      given.invalid(fmt::format(
          "Algorithm must be LATEST_WITHIN_WINDOW or RANDOM_WITHIN_WINDOW, not {}", *name));
    }
    choice.algorithm = algorithm.value_or(choice.algorithm);
  } else {
    given.missing("Algorithm");
  }
  if (auto vaults = given.texts("IncludeVaults")) {
    choice.include_vaults = *std::move(vaults);
  } else {
    given.missing("IncludeVaults");
  }
  choice.exclude_vaults = given.texts("ExcludeVaults").value_or(std::vector<std::string>());
  const auto types = given.texts("RecoveryPointTypes");
  if (!types) given.missing("RecoveryPointTypes");
  choice.snapshots = choice.continuous = false;
  for (const std::string& type : types.value_or(std::vector<std::string>())) {
    (type == "SNAPSHOT" ? choice.snapshots : choice.continuous) = true;
    if (type != "SNAPSHOT" && type != "CONTINUOUS") {
      given.invalid(
          fmt::format("RecoveryPointTypes may have SNAPSHOT and CONTINUOUS, not {}", type));
    }
  }
  choice.window_days = given.integer("SelectionWindowDays").value_or(30);
}

void write_choice(codec::JsonWriter& out, const vault::PointChoice& choice) {
  out.key("RecoveryPointSelection").begin_object();
  out.key("Algorithm").string(vault::name_of(choice.algorithm));
  write_texts(out, "ExcludeVaults", choice.exclude_vaults);
  write_texts(out, "IncludeVaults", choice.include_vaults);
  out.key("RecoveryPointTypes").begin_array();
  if (choice.continuous) out.string("CONTINUOUS");
  if (choice.snapshots) out.string("SNAPSHOT");
  out.end_array();
  out.key("SelectionWindowDays").number(choice.window_days);
  out.end_object();
}

vault::TagConditions read_conditions(Fields& given, std::string_view name) {
  vault::TagConditions conditions;
  auto listed = given.objects(name);
  if (!listed) return conditions;
  for (Fields& one : *listed) {
    std::string key = one.required_text("Key");
    conditions.emplace_back(std::move(key), one.required_text("Value"));
  }
  return conditions;
}

void write_conditions(codec::JsonWriter& out, std::string_view name,
                      const vault::TagConditions& conditions) {
  out.key(name).begin_array();
  for (const auto& [key, value] : conditions) {
    out.begin_object().key("Key").string(key).key("Value").string(value).end_object();
  }
  out.end_array();
}

void write_whole_selection(codec::JsonWriter& out,
                           const vault::RestoreTestingSelection& selection) {
  if (selection.creator_request_id) {
    out.key("CreatorRequestId").string(*selection.creator_request_id);
  }
  write_texts(out, "ProtectedResourceArns", selection.resource_arns);
  out.key("ProtectedResourceConditions").begin_object();
  write_conditions(out, "StringEquals", selection.equals);
  write_conditions(out, "StringNotEquals", selection.not_equals);
  out.end_object();
  out.key("RestoreMetadataOverrides").begin_object();
  for (const auto& [key, value] : selection.overrides) out.key(key).string(value);
  out.end_object();
}

}  // namespace

void read_testing_plan(Fields& fields, vault::RestoreTestingPlan& plan) {
  if (auto choice = fields.object("RecoveryPointSelection")) read_choice(*choice, plan.choice);
  plan.schedule = fields.text("ScheduleExpression").value_or(plan.schedule);
  plan.timezone = fields.text("ScheduleExpressionTimezone").value_or(plan.timezone);
  plan.start_window_hours = fields.integer("StartWindowHours").value_or(plan.start_window_hours);
}

void read_testing_selection(Fields& fields, vault::RestoreTestingSelection& selection) {
  selection.iam_role_arn = fields.text("IamRoleArn").value_or(selection.iam_role_arn);
  if (auto arns = fields.texts("ProtectedResourceArns")) selection.resource_arns = *std::move(arns);
  if (auto conditions = fields.object("ProtectedResourceConditions")) {
    selection.equals = read_conditions(*conditions, "StringEquals");
    selection.not_equals = read_conditions(*conditions, "StringNotEquals");
  }
  if (auto overrides = fields.text_map("RestoreMetadataOverrides")) {
    selection.overrides = *std::move(overrides);
  }
  if (const auto hours = fields.integer("ValidationWindowHours")) {
    selection.validation_window_hours = hours;
  }
}

void write_testing_plan_name(codec::JsonWriter& out, const vault::RestoreTestingPlan& plan) {
  out.key("RestoreTestingPlanArn").string(vault::arn_of(plan));
  out.key("RestoreTestingPlanName").string(plan.name);
}

void write_testing_plan(codec::JsonWriter& out, const vault::RestoreTestingPlan& plan, bool whole) {
  write_testing_plan_name(out, plan);
  out.key("CreationTime").epoch_seconds(plan.created_at);
  if (plan.last_executed_at) out.key("LastExecutionTime").epoch_seconds(*plan.last_executed_at);
  if (plan.updated_at) out.key("LastUpdateTime").epoch_seconds(*plan.updated_at);
  out.key("ScheduleExpression").string(plan.schedule);
  out.key("ScheduleExpressionTimezone").string(plan.timezone);
  out.key("StartWindowHours").number(plan.start_window_hours);
  if (!whole) return;
  if (plan.creator_request_id) out.key("CreatorRequestId").string(*plan.creator_request_id);
  write_choice(out, plan.choice);
}

void write_testing_selection(codec::JsonWriter& out,
                             const vault::RestoreTestingSelection& selection, bool whole) {
  out.key("CreationTime").epoch_seconds(selection.created_at);
  out.key("IamRoleArn").string(selection.iam_role_arn);
  out.key("ProtectedResourceType").string(selection.resource_type);
  out.key("RestoreTestingPlanName").string(selection.plan_name);
  out.key("RestoreTestingSelectionName").string(selection.name);
  out.key("ValidationWindowHours").number(selection.validation_window_hours.value_or(0));
  if (whole) write_whole_selection(out, selection);
}

Reply testing_plan_missing(const std::string& name) {
  return backup_not_found(
      fmt::format("Restore testing plan {} was not found in this account and region", name));
}

Reply testing_selection_missing(const std::string& plan, const std::string& name) {
  return backup_not_found(
      fmt::format("Restore testing plan {} has no selection {} or is not there", plan, name));
}

Parsed<vault::RestoreTestingPlan> testing_plan_in_path(const BackupRequest& request,
                                                       const vault::Rows& rows) {
  const std::string& name = request.in_path("RestoreTestingPlanName");
  auto found = vault::find<vault::RestoreTestingPlan>(
      rows, vault::testing_plan_key(request.call.account, name));
  if (!found) return backup_error(found.error());
  if (!found.value()) return testing_plan_missing(name);
  return *std::move(found).value();
}

Reply testing_selection_reply(const vault::RestoreTestingPlan& plan,
                              const vault::RestoreTestingSelection& selection) {
  codec::JsonWriter out;
  out.begin_object();
  write_testing_plan_name(out, plan);
  out.key("RestoreTestingSelectionName").string(selection.name);
  out.key("CreationTime").epoch_seconds(selection.created_at);
  if (selection.updated_at) out.key("UpdateTime").epoch_seconds(*selection.updated_at);
  out.end_object();
  return backup_json(out.take());
}

}  // namespace tidemark::api
