#include "operator/schedule_backups.h"

#include "client/backup.h"
#include "operator/course.h"
#include "operator/planning.h"
#include "operator/runbook.h"
#include "operator/table_looks.h"
#include "schedule/runs.h"

#include <algorithm>
#include <charconv>

namespace tidemark::runbooks {
namespace {

using client::accepted;
using client::AwsBackup;

AwsBackup backup_at(const Site& site) {
  return AwsBackup(site.session.of(client::Service::kBackup));
}

std::optional<std::int64_t> number_in(const std::string& text) {
  std::int64_t number = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
  return end.ec == std::errc() && !text.empty() ? std::optional(number) : std::nullopt;
}

// AWS names a missing vault only when the first job runs.
Status check_vault(const Site& site, const std::string& vault) {
  TM_TRY_STATUS(accepted("DescribeBackupVault", backup_at(site).describe_vault(vault)));
  return Ok{};
}

Status check_days(const ScheduleBackups& request) {
  if (request.keep_days && *request.keep_days < 1) {
    return fail(Code::kInvalid,
                fmt::format("recovery points cannot be kept for {} days", *request.keep_days));
  }
  if (!request.cold_after_days) return Ok{};
  if (request.keep_days && *request.keep_days < *request.cold_after_days + 90) {
    return fail(
        Code::kInvalid,
        fmt::format("what moves to cold storage after {} days has to be kept for {} at least, "
                    "not {}: AWS keeps it there for 90 days",
                    *request.cold_after_days, *request.cold_after_days + 90, *request.keep_days));
  }
  return Ok{};
}

Status make_plan(Course& course) {
  const Plan& plan = course.plan();
  client::BackupRule rule;
  rule.name = "on-schedule";
  rule.vault = plan.input("vault");
  rule.schedule = plan.input("cron");
  rule.time_zone = plan.input("time-zone");
  rule.lifecycle.delete_after_days = number_in(plan.input("keep-days"));
  rule.lifecycle.cold_after_days = number_in(plan.input("cold-after-days"));
  client::NewBackupPlan wanted;
  wanted.name = plan.input("name");
  wanted.rules = {rule};
  wanted.token = course.run().id();
  TM_TRY(const client::BackupPlan made,
         accepted("CreateBackupPlan", backup_at(course.site()).create_plan(wanted)));
  return course.remember("plan-id", made.id);
}

Status make_selection(Course& course, const std::string& arn) {
  client::NewBackupSelection wanted;
  wanted.plan_id = course.fact("plan-id");
  wanted.name = "table";
  wanted.role_arn = course.plan().input("role");
  wanted.resources = {arn};
  wanted.token = course.run().id();
  TM_TRY(const client::BackupSelection made,
         accepted("CreateBackupSelection", backup_at(course.site()).create_selection(wanted)));
  return course.remember("selection-id", made.id);
}

// An answer may have been lost: the plan is found by the name that only this run uses.
Result<bool> is_plan_made(Course& course) {
  if (course.knows("plan-id")) return true;
  TM_TRY(const auto plans, accepted("ListBackupPlans", backup_at(course.site()).plans()));
  const auto found =
      std::ranges::find(plans, course.plan().input("name"), &client::BackupPlan::name);
  if (found == plans.end()) return false;
  TM_TRY_STATUS(course.remember("plan-id", found->id));
  return true;
}

Status delete_selections(Course& course) {
  TM_TRY(const bool made, is_plan_made(course));
  if (!made) return Ok{};
  AwsBackup backup = backup_at(course.site());
  TM_TRY(const auto selections,
         accepted("ListBackupSelections", backup.selections_of(course.fact("plan-id"))));
  for (const client::BackupSelection& selection : selections) {
    TM_TRY_STATUS(accepted("DeleteBackupSelection",
                           backup.delete_selection(course.fact("plan-id"), selection.id)));
  }
  return Ok{};
}

Status delete_plan(Course& course) {
  TM_TRY(const auto plans, accepted("ListBackupPlans", backup_at(course.site()).plans()));
  const auto found =
      std::ranges::find(plans, course.plan().input("name"), &client::BackupPlan::name);
  if (found == plans.end()) return Ok{};
  TM_TRY_STATUS(accepted("DeleteBackupPlan", backup_at(course.site()).delete_plan(found->id)));
  return Ok{};
}

}  // namespace

Result<Plan> plan_schedule(const Site& site, const ScheduleBackups& request) {
  const std::string cron = request.cron.starts_with("cron(") || request.cron.starts_with("rate(")
                               ? request.cron
                               : fmt::format("cron({})", request.cron);
  TM_TRY_STATUS(
      schedule::Schedule::parse(cron, request.time_zone.empty() ? "UTC" : request.time_zone));
  TM_TRY_STATUS(check_days(request));
  TM_TRY(Plan plan, new_plan(site, kSchedule, request.table));
  TM_TRY_STATUS(check_vault(site, request.vault));
  client::DynamoDb dynamodb(site.session.of(client::Service::kDynamoDb));
  TM_TRY(const auto table, table_named(dynamodb, request.table));
  plan.inputs = {{"cron", cron},
                 {"vault", request.vault},
                 {"role", request.role_arn},
                 {"table-arn", table ? table->arn : std::string()},
                 // AWS takes 50 characters, without dots.
                 {"name", fmt::format("tidemark-{}", copy_stamp(plan.made_at))}};
  if (request.keep_days) plan.inputs["keep-days"] = std::to_string(*request.keep_days);
  if (request.cold_after_days)
    plan.inputs["cold-after-days"] = std::to_string(*request.cold_after_days);
  if (!request.time_zone.empty()) plan.inputs["time-zone"] = request.time_zone;
  if (!request.keep_days)
    plan.costs.emplace_back("recovery points stay, and are paid for, until they are deleted");
  TM_TRY_STATUS(list_steps(plan));
  return plan;
}

std::vector<Step> schedule_steps(const Plan& plan) {
  Step make{.name = "make-plan",
            .title = fmt::format("make the backup plan {}: {} into vault {}", plan.input("name"),
                                 plan.input("cron"), plan.input("vault"))};
  make.done = is_plan_made;
  make.act = make_plan;
  make.undo = delete_plan;
  Step select{.name = "select-table", .title = fmt::format("have it back up {}", plan.table)};
  select.done = [](Course& course) -> Result<bool> { return course.knows("selection-id"); };
  select.act = [arn = plan.input("table-arn")](Course& course) {
    return make_selection(course, arn);
  };
  select.undo = delete_selections;
  return {std::move(make), std::move(select)};
}

}  // namespace tidemark::runbooks
