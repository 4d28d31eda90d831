#include "vault/restore_test_runs.h"

#include "codec/row_bytes.h"
#include "schedule/runs.h"

namespace tidemark::vault {
namespace {

using codec::RowReader;
using codec::RowWriter;

constexpr std::uint8_t kFormat = 1;

std::string state_of(const TestingRun& run) {
  RowWriter out;
  out.byte(kFormat);
  out.text(run.account);
  out.text(run.plan_name);
  out.text(run.plan_id);
  out.instant(run.scheduled_at);
  out.text(run.selections_after);
  out.text(run.tables_after);
  return out.take();
}

// By the plan's id, so that a plan of the same name made later has rows of its own.
std::string plan_row_id(const RestoreTestingPlan& plan) {
  return fmt::format("{}:{}", kTestingPlanJob, plan.id);
}

TestingRun run_of(const RestoreTestingPlan& plan, Timestamp scheduled_at) {
  return {.account = plan.account,
          .plan_name = plan.name,
          .plan_id = plan.id,
          .scheduled_at = scheduled_at,
          .selections_after = {},
          .tables_after = {}};
}

}  // namespace

Result<TestingRun> testing_run_of(const storage::JobRow& row) {
  RowReader in(row.state, "the state of a restore testing job");
  if (in.byte() != kFormat) in.fail_with("has a version that we do not know");
  TestingRun run;
  run.account = in.text();
  run.plan_name = in.text();
  run.plan_id = in.text();
  run.scheduled_at = in.instant();
  run.selections_after = in.text();
  run.tables_after = in.text();
  TM_TRY_STATUS(in.status());
  return run;
}

Status schedule_next_run(storage::Changes& changes, const RestoreTestingPlan& plan,
                         Timestamp after) {
  TM_TRY(const auto runs, schedule::Schedule::parse(plan.schedule, plan.timezone));
  const auto next = runs.next_after(after);
  if (!next) {
    forget_runs(changes, plan);
    return Ok{};
  }
  storage::JobRow row;
  row.id = plan_row_id(plan);
  row.kind = kTestingPlanJob;
  row.due_at = *next;
  row.state = state_of(run_of(plan, *next));
  changes.jobs.push_back(std::move(row));
  return Ok{};
}

void forget_runs(storage::Changes& changes, const RestoreTestingPlan& plan) {
  changes.finished_jobs.push_back(plan_row_id(plan));
}

std::optional<storage::JobRow> row_of_run(const RestoreTestingPlan& plan, Timestamp scheduled_at,
                                          Timestamp now, Random& random) {
  const Timestamp end = scheduled_at + std::chrono::hours(plan.start_window_hours);
  const Timestamp begin = std::max(scheduled_at, now);
  if (end <= begin) return std::nullopt;
  const auto width = static_cast<std::uint64_t>((end - begin).count());
  storage::JobRow row;
  row.id = fmt::format("{}:{}:{}", kTestingRunJob, plan.id, scheduled_at.micros);
  row.kind = kTestingRunJob;
  row.due_at = begin + std::chrono::microseconds(static_cast<std::int64_t>(random.below(width)));
  row.state = state_of(run_of(plan, scheduled_at));
  return row;
}

storage::JobRow row_going_on(const storage::JobRow& row, const TestingRun& run) {
  storage::JobRow next = row;
  next.state = state_of(run);
  return next;
}

}  // namespace tidemark::vault
