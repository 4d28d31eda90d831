#include "operator/restore_to_new.h"

#include "client/dynamodb.h"
#include "codec/iso8601.h"
#include "operator/copies.h"
#include "operator/made_backups.h"
#include "operator/planning.h"
#include "operator/proof_steps.h"
#include "operator/recovery_points.h"
#include "operator/runbook.h"
#include "operator/settings_steps.h"
#include "operator/table_looks.h"

namespace tidemark::runbooks {
namespace {

constexpr const char* kTargetId = "target-id";

// Where the settings come from that are put back on a copy.
Status choose_settings(const Site& site, const std::string& noted, Plan& plan) {
  client::DynamoDb dynamodb(site.session.of(client::Service::kDynamoDb));
  TM_TRY(const auto source, table_named(dynamodb, plan.table));
  if (!noted.empty()) {
    plan.inputs["settings"] = "noted";
    plan.inputs["passport"] = noted;
  } else if (source) {
    plan.inputs["settings"] = "table";
    plan.costs.push_back(
        fmt::format("the settings put back are those that {} has now", plan.table));
  } else {
    plan.inputs["settings"] = "none";
    plan.costs.push_back(fmt::format(
        "{} is gone and its settings were not noted: the new table has none of its tags, streams, "
        "TTL, protection or policies",
        plan.table));
  }
  return Ok{};
}

std::vector<Step> with_settings(const Plan& plan, Step restore, const std::string& source) {
  std::vector<Step> steps;
  const bool settings = plan.input("settings") != "none";
  if (settings) steps.push_back(adopt_passport_step(plan.table, plan.input("passport")));
  steps.push_back(std::move(restore));
  if (settings) steps.push_back(apply_passport_step(plan.input("target")));
  steps.push_back(certify_step({.wanted = plan.table,
                                .wanted_at = plan.input("at"),
                                .found = plan.input("target"),
                                .source = source,
                                .asked = plan.input("at")}));
  return steps;
}

}  // namespace

Result<Plan> plan_restore_to_new(const Site& site, const RestoreAtInto& request) {
  TM_TRY(Plan plan, new_plan(site, kRestoreAt, request.table));
  TM_TRY_STATUS(check_free_name(site, request.target));
  TM_TRY(const client::Window window, check_restorable(site, request.table, request.at));
  plan.inputs = {{"at", codec::to_iso8601(request.at)},
                 {"latest-restorable", codec::to_iso8601(window.latest)},
                 {"target", request.target}};
  TM_TRY_STATUS(choose_settings(site, {}, plan));
  plan.costs.push_back(fmt::format("{} is not touched; {} is a table of its own, paid for as such",
                                   request.table, request.target));
  client::DynamoDb dynamodb(site.session.of(client::Service::kDynamoDb));
  TM_TRY(const client::TableState table,
         client::accepted("DescribeTable", dynamodb.describe_table(request.table)));
  plan.costs.push_back(
      cost_sentence("the restore", estimate_restore(table.bytes, false, Prices{})));
  TM_TRY_STATUS(list_steps(plan));
  return plan;
}

Result<Plan> plan_restore_backup(const Site& site, const Runs& runs,
                                 const RestoreBackupInto& request) {
  client::DynamoDb dynamodb(site.session.of(client::Service::kDynamoDb));
  TM_TRY(const auto backup, backup_of_arn(dynamodb, request.backup_arn));
  if (!backup) {
    return fail(Code::kNotFound, fmt::format("there is no backup {}", request.backup_arn));
  }
  if (backup->status != "AVAILABLE") {
    return fail(Code::kConflict,
                fmt::format("backup {} is {}, not AVAILABLE", request.backup_arn, backup->status));
  }
  TM_TRY(const std::string table, table_of_backup(request.backup_arn));
  TM_TRY(Plan plan, new_plan_without_table(site, kRestoreBackup, table));
  TM_TRY_STATUS(check_free_name(site, request.target));
  plan.inputs = {{"backup", request.backup_arn}, {"target", request.target}};
  if (backup->created) {
    plan.inputs["at"] = codec::to_iso8601(*backup->created, codec::Fraction::kMicros);
  }
  TM_TRY(const std::string noted, passport_noted_with(runs, request.backup_arn));
  TM_TRY_STATUS(choose_settings(site, noted, plan));
  TM_TRY_STATUS(list_steps(plan));
  return plan;
}

Result<Plan> plan_restore_point(const Site& site, const RestorePointInto& request) {
  TM_TRY(const client::RecoveryPoint point,
         restorable_point(site, request.vault, request.recovery_point_arn));
  TM_TRY(Plan plan, new_plan_without_table(site, kRestorePoint, table_of(point)));
  TM_TRY_STATUS(check_free_name(site, request.target));
  plan.inputs = {{"vault", request.vault},
                 {"recovery-point", request.recovery_point_arn},
                 {"role", request.role_arn},
                 {"at", made_at_of(point)},
                 {"target", request.target}};
  if (point.storage_class == "COLD") {
    plan.costs.emplace_back(
        "the recovery point lies in cold storage: AWS takes hours longer, and "
        "charges for what is read from there");
  }
  TM_TRY_STATUS(choose_settings(site, {}, plan));
  TM_TRY_STATUS(list_steps(plan));
  return plan;
}

std::vector<Step> restore_to_new_steps(const Plan& plan) {
  return with_settings(plan,
                       restore_at_step({.step = "restore",
                                        .source = plan.table,
                                        .target = plan.input("target"),
                                        .at = plan.input("at"),
                                        .fact = kTargetId}),
                       plan.table);
}

std::vector<Step> restore_backup_steps(const Plan& plan) {
  return with_settings(plan,
                       restore_backup_step({.step = "restore",
                                            .backup = plan.input("backup"),
                                            .backup_fact = {},
                                            .target = plan.input("target"),
                                            .fact = kTargetId}),
                       plan.input("backup"));
}

std::vector<Step> restore_point_steps(const Plan& plan) {
  return with_settings(plan,
                       restore_point_step({.step = "restore",
                                           .arn = plan.input("recovery-point"),
                                           .role_arn = plan.input("role"),
                                           .target = plan.input("target"),
                                           .fact = kTargetId,
                                           .kind = "DynamoDB"}),
                       plan.input("recovery-point"));
}

}  // namespace tidemark::runbooks
