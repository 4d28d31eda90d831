#include "operator/protect.h"

#include "operator/course.h"
#include "operator/planning.h"
#include "operator/runbook.h"
#include "operator/table_looks.h"

#include <charconv>

namespace tidemark::runbooks {
namespace {

using client::accepted;
using client::Window;

std::optional<int> days_in(const std::string& text) {
  int days = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), days);
  return end.ec == std::errc() && !text.empty() ? std::optional(days) : std::nullopt;
}

Result<Window> window_of(Course& course) {
  return once_ready<Window>(course, "DescribeContinuousBackups", [&] {
    return course.dynamodb().describe_continuous_backups(course.plan().table);
  });
}

Result<Window> set_recovery(Course& course, bool on, std::optional<int> days) {
  return once_ready<Window>(course, "UpdateContinuousBackups", [&] {
    return course.dynamodb().set_continuous_backups(course.plan().table, on, days);
  });
}

Result<bool> is_recovery_as_wanted(Course& course, std::optional<int> days) {
  TM_TRY(const Window window, window_of(course));
  if (!course.knows("was-recovery")) {
    TM_TRY_STATUS(course.remember("was-recovery",
                                  window.enabled ? std::to_string(window.period_days) : "off"));
  }
  return window.enabled && (!days || window.period_days == *days);
}

Step recovery_step(const Plan& plan) {
  const std::optional<int> days = days_in(plan.input("days"));
  Step step{.name = "recovery-on",
            .title = days ? fmt::format("switch point-in-time recovery of {} on, {} days back",
                                        plan.table, *days)
                          : fmt::format("switch point-in-time recovery of {} on", plan.table)};
  step.done = [days](Course& course) { return is_recovery_as_wanted(course, days); };
  step.act = [days](Course& course) -> Status {
    TM_TRY_STATUS(set_recovery(course, true, days));
    return Ok{};
  };
  // ContinuousBackupsStatus is always ENABLED: what counts is the recovery's own status.
  step.prove = [days](Course& course) -> Status {
    TM_TRY(const bool wanted, is_recovery_as_wanted(course, days));
    if (wanted) return Ok{};
    return fail(Code::kConflict,
                fmt::format("AWS accepted it, and point-in-time recovery of {} is not as "
                            "asked for",
                            course.plan().table));
  };
  step.undo = [](Course& course) -> Status {
    const std::string was = course.fact("was-recovery");
    if (was.empty()) return Ok{};
    TM_TRY_STATUS(set_recovery(course, was != "off", was == "off" ? std::nullopt : days_in(was)));
    return Ok{};
  };
  return step;
}

Status set_protection(Course& course, bool on) {
  const std::string& table = course.plan().table;
  TM_TRY_STATUS(wait_until_active(course, table, {}));
  TM_TRY_STATUS(accepted("UpdateTable", course.dynamodb().set_deletion_protection(table, on)));
  return wait_until_active(course, table, {});
}

Result<bool> is_protected(Course& course) {
  const std::string& table = course.plan().table;
  TM_TRY(const auto there, table_named(course.dynamodb(), table));
  if (!there) return fail(Code::kNotFound, fmt::format("there is no table {}", table));
  if (!course.knows("was-protected")) {
    TM_TRY_STATUS(course.remember("was-protected", there->deletion_protection ? "yes" : "no"));
  }
  return there->deletion_protection;
}

Step protection_step(const Plan& plan) {
  Step step{.name = "protection-on",
            .title = fmt::format("switch deletion protection of {} on", plan.table)};
  step.done = [](Course& course) { return is_protected(course); };
  step.act = [](Course& course) { return set_protection(course, true); };
  step.prove = [](Course& course) -> Status {
    TM_TRY(const bool there, is_protected(course));
    if (there) return Ok{};
    return fail(Code::kConflict,
                fmt::format("AWS accepted it, and {} is not protected", course.plan().table));
  };
  step.undo = [](Course& course) -> Status {
    if (course.fact("was-protected") != "no") return Ok{};
    return set_protection(course, false);
  };
  return step;
}

}  // namespace

Result<Plan> plan_protect(const Site& site, const Protect& request) {
  if (!request.recovery && !request.against_deletion) {
    return fail(Code::kInvalid, "neither recovery nor protection against deletion is asked for");
  }
  if (request.days && (*request.days < 1 || *request.days > 35)) {
    return fail(Code::kInvalid,
                fmt::format("{} days of recovery: AWS keeps 1 to 35", *request.days));
  }
  TM_TRY(Plan plan, new_plan(site, kProtect, request.table));
  if (request.recovery) plan.inputs["recovery"] = "yes";
  if (request.days) plan.inputs["days"] = std::to_string(*request.days);
  if (request.against_deletion) plan.inputs["protection"] = "yes";
  if (request.recovery)
    plan.costs.emplace_back("AWS charges for point-in-time recovery by the table's size");
  TM_TRY_STATUS(list_steps(plan));
  return plan;
}

std::vector<Step> protect_steps(const Plan& plan) {
  std::vector<Step> steps;
  if (plan.has("recovery")) steps.push_back(recovery_step(plan));
  if (plan.has("protection")) steps.push_back(protection_step(plan));
  return steps;
}

}  // namespace tidemark::runbooks
