#include "operator/cleanup.h"

#include "operator/delete_table.h"
#include "operator/planning.h"
#include "operator/restore_in_place.h"
#include "operator/restore_point_in_place.h"
#include "operator/runbook.h"
#include "operator/table_looks.h"

namespace tidemark::runbooks {
namespace {

using client::accepted;

std::string fact_of(const RunSummary& run, std::string_view name) {
  const auto found = run.progress.facts.find(name);
  return found != run.progress.facts.end() ? found->second : std::string();
}

Result<bool> is_there(client::DynamoDb& dynamodb, const Leftover& left) {
  if (left.kind == Leftover::Kind::kBackup) {
    TM_TRY(const auto backup, backup_of_arn(dynamodb, left.id));
    return backup.has_value();
  }
  TM_TRY(const auto table, table_named(dynamodb, left.name));
  return table && table->id == left.id;
}

// What the copies are copies of is in order: nothing of them is needed.
Status is_not_needed(Course& course) {
  const Plan& plan = course.plan();
  TM_TRY(const auto table, table_named(course.dynamodb(), plan.table));
  if (table && table->status == "ACTIVE") return Ok{};
  return fail(Code::kConflict, fmt::format("table {} is {}: its copies are needed", plan.table,
                                           table ? table->status : "not there"));
}

Status remove_table(Course& course, const Leftover& left) {
  TM_TRY(const auto seen, table_named(course.dynamodb(), left.name));
  if (seen && seen->status == "DELETING") return wait_until_gone(course, left.name);
  TM_TRY_STATUS(wait_until_active(course, left.name, left.id));
  TM_TRY(const auto there, table_named(course.dynamodb(), left.name));
  if (there && there->deletion_protection) {
    TM_TRY_STATUS(
        accepted("UpdateTable", course.dynamodb().set_deletion_protection(left.name, false)));
    TM_TRY_STATUS(wait_until_active(course, left.name, left.id));
  }
  TM_TRY_STATUS(accepted("DeleteTable", course.dynamodb().delete_table(left.name)));
  return wait_until_gone(course, left.name);
}

Step remove_step(const std::string& name, const Leftover& left) {
  const bool table = left.kind == Leftover::Kind::kTable;
  Step step{.name = name,
            .title = fmt::format("delete the {} {}", table ? "table" : "backup", left.name),
            .destroys = true};
  step.done = [left](Course& course) -> Result<bool> {
    TM_TRY(const bool there, is_there(course.dynamodb(), left));
    return !there;
  };
  step.ready = is_not_needed;
  step.act = [left, table](Course& course) {
    return table ? remove_table(course, left) : delete_backup_once_free(course, left.id);
  };
  return step;
}

bool is_over(const RunSummary& run) {
  const bool right = run.progress.verdict != "differs";
  return run.progress.state == RunState::kUndone ||
         (run.progress.state == RunState::kFinished && right);
}

}  // namespace

std::vector<Leftover> leftovers_of(const RunSummary& run) {
  std::vector<Leftover> left;
  const std::string& kind = run.plan.kind;
  if (kind != kRestoreInPlace && kind != kRestorePointInPlace && kind != kDeleteTable) return left;
  if (const std::string id = fact_of(run, "duplicate-id"); !id.empty()) {
    left.push_back({.kind = Leftover::Kind::kTable, .name = run.plan.input("duplicate"), .id = id});
  }
  for (const char* name : {"duplicate-backup", "original-backup"}) {
    const std::string arn = fact_of(run, name);
    // A deleted table's last copy is what a person has left of it.
    if (arn.empty() || (kind == kDeleteTable && run.progress.state != RunState::kUndone)) continue;
    left.push_back({.kind = Leftover::Kind::kBackup, .name = run.plan.input(name), .id = arn});
  }
  return left;
}

Result<Plan> plan_cleanup(const Site& site, const Runs& runs, std::string_view run) {
  TM_TRY(const RunSummary summary, runs.show(run));
  if (!is_over(summary)) {
    return fail(
        Code::kConflict,
        fmt::format("run {} is {}{}: its copies are needed", summary.id,
                    name_of(summary.progress.state),
                    summary.progress.verdict == "differs" ? ", and its result differs" : ""));
  }
  TM_TRY(Plan plan, new_plan_without_table(site, kCleanup, summary.plan.table));
  plan.inputs["run"] = summary.id;
  client::DynamoDb dynamodb(site.session.of(client::Service::kDynamoDb));
  std::size_t number = 0;
  for (const Leftover& left : leftovers_of(summary)) {
    TM_TRY(const bool there, is_there(dynamodb, left));
    if (!there) continue;
    const char* what = left.kind == Leftover::Kind::kTable ? "table" : "backup";
    const std::string key = fmt::format("{}-{}", what, ++number);
    plan.inputs[key] = left.name;
    plan.inputs[key + ".id"] = left.id;
  }
  if (number == 0) {
    return fail(Code::kNotFound, fmt::format("run {} has left nothing behind", summary.id));
  }
  plan.costs = {fmt::format("run {} cannot be undone after this", summary.id)};
  TM_TRY_STATUS(list_steps(plan));
  return plan;
}

std::vector<Step> cleanup_steps(const Plan& plan) {
  std::vector<Step> steps;
  for (const auto& [name, value] : plan.inputs) {
    if (!plan.has(name + ".id")) continue;
    const bool table = name.starts_with("table-");
    steps.push_back(remove_step("remove-" + name,
                                {.kind = table ? Leftover::Kind::kTable : Leftover::Kind::kBackup,
                                 .name = value,
                                 .id = plan.input(name + ".id")}));
  }
  return steps;
}

}  // namespace tidemark::runbooks
