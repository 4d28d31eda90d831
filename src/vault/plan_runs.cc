#include "vault/plan_runs.h"

#include "schedule/runs.h"

#include <algorithm>
#include <chrono>
#include <limits>

namespace tidemark::vault {
namespace {

constexpr std::uint8_t kFormat = 1;

const PlanRule* same_schedule(const BackupPlan* before, const PlanRule& rule) {
  const PlanRule* const old = before == nullptr ? nullptr : find_rule(*before, rule.id);
  const bool same =
      old != nullptr && old->schedule == rule.schedule && old->timezone == rule.timezone;
  return same ? old : nullptr;
}

std::int64_t days_kept(const PlanRule& rule) {
  constexpr std::int64_t kForEver = std::numeric_limits<std::int64_t>::max();
  return rule.lifecycle ? rule.lifecycle->delete_after_days.value_or(kForEver) : kForEver;
}

}  // namespace

std::string rule_job_id(const BackupPlan& plan, const PlanRule& rule) {
  return fmt::format("{}:{}:{}:{}", kPlanRuleJob, plan.account, plan.id, rule.id);
}

storage::JobRow job_row_of(const RuleRun& run) {
  codec::RowWriter out;
  out.byte(kFormat);
  out.text(run.account);
  out.text(run.plan_id);
  out.text(run.rule_id);
  out.instant(run.scheduled_at);
  out.optional(run.tables_after,
               [](codec::RowWriter& to, const std::string& name) { to.text(name); });
  storage::JobRow row;
  row.id = fmt::format("{}:{}:{}:{}", kPlanRuleJob, run.account, run.plan_id, run.rule_id);
  row.kind = kPlanRuleJob;
  row.due_at = run.scheduled_at;
  row.state = out.take();
  return row;
}

Result<RuleRun> rule_run_of(const storage::JobRow& row) {
  codec::RowReader in(row.state, "a rule's run");
  if (in.byte() != kFormat) in.fail_with("has a version that we do not know");
  RuleRun run;
  run.account = in.text();
  run.plan_id = in.text();
  run.rule_id = in.text();
  run.scheduled_at = in.instant();
  run.tables_after = in.optional([](codec::RowReader& from) { return from.text(); });
  TM_TRY_STATUS(in.status());
  return run;
}

Result<std::optional<Timestamp>> next_run(const PlanRule& rule, Timestamp after) {
  TM_TRY(const auto schedule, schedule::Schedule::parse(rule.schedule, rule.timezone));
  return schedule.next_after(after);
}

Result<bool> is_outdone(const BackupPlan& plan, const PlanRule& rule, Timestamp at) {
  if (plan.newest.created_at > at) return false;
  bool before = true;  // the rule in the plan's order
  for (const PlanRule& other : plan.newest.document.rules) {
    if (other.id == rule.id) before = false;
    if (other.id == rule.id || other.vault_name != rule.vault_name) continue;
    const bool longer =
        before ? days_kept(other) >= days_kept(rule) : days_kept(other) > days_kept(rule);
    if (!longer) continue;
    TM_TRY(const auto run, next_run(other, at - std::chrono::microseconds(1)));
    if (run == at) return true;
  }
  return false;
}

Status plan_jobs(const storage::View& view, const BackupPlan* before, const BackupPlan& plan,
                 Timestamp now, storage::Changes& changes) {
  if (before != nullptr) {
    for (const PlanRule& old : before->newest.document.rules) {
      if (find_rule(plan, old.id) == nullptr) {
        changes.finished_jobs.push_back(rule_job_id(*before, old));
      }
    }
  }
  for (const PlanRule& rule : plan.newest.document.rules) {
    const auto row = view.job(rule_job_id(plan, rule));
    if (row && (row->due_at <= now || same_schedule(before, rule) != nullptr)) continue;
    TM_TRY(const auto at, next_run(rule, now));
    if (at) {
      changes.jobs.push_back(job_row_of({plan.account, plan.id, rule.id, *at, {}}));
    } else if (row) {
      changes.finished_jobs.push_back(row->id);
    }
  }
  return Ok{};
}

void end_plan_jobs(const BackupPlan& plan, storage::Changes& changes) {
  for (const PlanRule& rule : plan.newest.document.rules) {
    changes.finished_jobs.push_back(rule_job_id(plan, rule));
  }
}

std::vector<ScheduledRun> preview_runs(const PlanDocument& document, Timestamp after,
                                       std::size_t count) {
  std::vector<ScheduledRun> runs;
  for (const PlanRule& rule : document.rules) {
    const auto schedule = schedule::Schedule::parse(rule.schedule, rule.timezone);
    if (!schedule) continue;
    for (const Timestamp at : schedule.value().upcoming(after, count)) {
      runs.push_back({at, rule.id, rule.continuous});
    }
  }
  std::ranges::stable_sort(runs, {}, &ScheduledRun::at);
  if (runs.size() > count) runs.resize(count);
  return runs;
}

}  // namespace tidemark::vault
