#include "operator/create_backup.h"

#include "operator/copies.h"
#include "operator/made_backups.h"
#include "operator/planning.h"
#include "operator/runbook.h"
#include "operator/settings_steps.h"
#include "operator/table_looks.h"

namespace tidemark::runbooks {
namespace {

Status delete_backup(Course& course, const std::string& arn) {
  TM_TRY(const auto there, backup_of_arn(course.dynamodb(), arn));
  if (!there) return Ok{};
  return delete_backup_once_free(course, arn);
}

Step delete_backup_step(const std::string& step_name, const std::string& arn) {
  Step step{.name = step_name, .title = fmt::format("delete the backup {}", arn), .destroys = true};
  // There is no way back, and the plan says so: it was asked for by its ARN.
  step.ready = [](Course&) -> Status { return Ok{}; };
  step.act = [arn](Course& course) { return delete_backup(course, arn); };
  return step;
}

void list_backup(Plan& plan, const std::string& arn) {
  plan.inputs[fmt::format("backup-{:05}", plan.inputs.size() + 1)] = arn;
}

}  // namespace

Result<Plan> plan_create_backup(const Site& site, const CreateBackup& request) {
  TM_TRY(Plan plan, new_plan(site, kCreateBackup, request.table));
  const std::string name = request.name.empty()
                               ? fmt::format("{}--orig-{}", request.table, copy_stamp(plan.made_at))
                               : request.name;
  TM_TRY_STATUS(check_name("backup name", name));
  plan.inputs = {{"name", name}, {"wait", request.wait ? "yes" : "no"}};
  if (request.keep) {
    plan.inputs["keep-seconds"] = std::to_string(request.keep->count());
  } else {
    plan.costs.push_back(fmt::format("{} stays, and is paid for, until it is deleted", name));
  }
  TM_TRY_STATUS(list_steps(plan));
  return plan;
}

Result<Plan> plan_prune(const Site& site, const Runs& runs) {
  TM_TRY(Plan plan, new_plan_without_table(site, kPrune, "every-table"));
  TM_TRY(const std::vector<MadeBackup> made, made_backups(runs));
  client::DynamoDb dynamodb(site.session.of(client::Service::kDynamoDb));
  for (const MadeBackup& backup : made) {
    if (!backup.is_due(site.clock.now()) || backup.account != plan.account ||
        backup.region != plan.region) {
      continue;
    }
    TM_TRY(const auto there, backup_of_arn(dynamodb, backup.arn));
    if (!there) continue;
    list_backup(plan, backup.arn);
    plan.costs.push_back(fmt::format("{} of {} is gone for good", backup.name, backup.table));
  }
  if (plan.inputs.empty()) {
    return fail(Code::kNotFound,
                fmt::format("there is nothing to prune: of the {} backups made from here none is "
                            "older than it is to be kept",
                            made.size()));
  }
  TM_TRY_STATUS(list_steps(plan));
  return plan;
}

Result<Plan> plan_delete_backup(const Site& site, const std::string& backup_arn) {
  TM_TRY(const std::string table, table_of_backup(backup_arn));
  client::DynamoDb dynamodb(site.session.of(client::Service::kDynamoDb));
  TM_TRY(const auto there, backup_of_arn(dynamodb, backup_arn));
  if (!there) return fail(Code::kNotFound, fmt::format("there is no backup {}", backup_arn));
  if (there->type != "USER") {
    return fail(
        Code::kConflict,
        fmt::format("backup {} is of type {}: DynamoDB lets only USER backups be deleted; an "
                    "AWS_BACKUP one is deleted in its vault, a SYSTEM one expires",
                    backup_arn, there->type));
  }
  TM_TRY(Plan plan, new_plan_without_table(site, kDeleteBackup, table));
  list_backup(plan, backup_arn);
  plan.costs.push_back(fmt::format("{} is gone for good", there->name));
  TM_TRY_STATUS(list_steps(plan));
  return plan;
}

std::vector<Step> create_backup_steps(const Plan& plan) {
  const BackUp what{
      .step = "backup", .table = plan.table, .name = plan.input("name"), .fact = kMadeBackup};
  Step backup = back_up_step(what);
  if (plan.input("wait") == "no") backup.prove = nullptr;
  backup.undo = [what](Course& course) -> Status {
    TM_TRY(const bool made, is_backup_made(course, what));
    return made ? delete_backup(course, course.fact(kMadeBackup)) : Ok{};
  };
  return {read_passport_step(plan.table), std::move(backup)};
}

std::vector<Step> delete_backups_steps(const Plan& plan) {
  std::vector<Step> steps;
  for (const auto& [name, arn] : plan.inputs) steps.push_back(delete_backup_step(name, arn));
  return steps;
}

}  // namespace tidemark::runbooks
