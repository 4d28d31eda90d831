#include "vault/restore_test_starts.h"

#include "base/log.h"
#include "tables/catalog.h"
#include "vault/resource_arn.h"
#include "vault/restore_test.h"
#include "vault/restore_test_choice.h"

#include <algorithm>

namespace tidemark::vault {
namespace {

using storage::Changes;
using storage::Decision;
using storage::JobRow;
using storage::Refused;
using storage::Step;
using storage::View;

// Restores that one commit starts.
constexpr std::size_t kMostAtOnce = 50;
constexpr std::size_t kRandomDigits = 16;

Result<std::optional<RestoreTestingPlan>> plan_of(const Rows& rows, const TestingRun& run) {
  TM_TRY(auto plan, find<RestoreTestingPlan>(rows, testing_plan_key(run.account, run.plan_name)));
  // Another of the same name is not this run's.
  if (plan && plan->id != run.plan_id) plan.reset();
  return plan;
}

Step finished(const JobRow& row) {
  return {.row = row, .finished = true, .also = {}};
}

std::map<std::string, std::string> metadata_of(const RestoreTestingSelection& selection,
                                               const std::string& target) {
  std::map<std::string, std::string> metadata = inferred_metadata(target);
  for (const auto& [key, value] : selection.overrides) {
    // Keys are the same in capitals and small letters; the only value there is here is Default.
    if (key.size() == std::string_view("encryptionType").size()) metadata["encryptionType"] = value;
  }
  return metadata;
}

// As it is now; a table of another region has none here.
Result<Tags> tags_of_table(const Rows& rows, const RecoveryPoint& point) {
  const auto arn = parse_resource_arn(point.resource_arn);
  if (!arn || arn->region != rows.region) return Tags();
  TM_TRY(auto table, tables::find(*rows.store, {arn->account, arn->region, arn->name}));
  return table ? std::move(table->tags) : Tags();
}

Decision note_execution(View& view, const Rows& rows, const std::string& plan_key, Timestamp now,
                        Changes changes) {
  auto plan = find<RestoreTestingPlan>(view, rows.table, plan_key);
  if (!plan || !plan.value()) return Refused{};
  plan.value()->last_executed_at = now;
  put(changes, rows.table, *plan.value());
  return changes;
}

}  // namespace

struct RestoreTestStarts::Doing {
  Rows rows;
  JobRow row;
  TestingRun run;
  RestoreTestingPlan plan;
  RestoreTestingSelection selection;
  Timestamp now;
};

Result<Step> RestoreTestStarts::plan_step(storage::Store& store, const JobRow& row) {
  TM_TRY(const Rows rows, rows_of_(store));
  TM_TRY(const TestingRun run, testing_run_of(row));
  TM_TRY(const auto plan, plan_of(rows, run));
  if (!plan) return finished(row);
  Changes changes;
  TM_TRY_STATUS(schedule_next_run(changes, *plan, run.scheduled_at));
  const auto due = row_of_run(*plan, run.scheduled_at, clock_.now(), random_);
  if (!due) {
    log_warn("vault", "a restore test was missed: its start window closed before it could begin",
             {{"plan", arn_of(*plan)}});
  }
  Step step{.row = row, .finished = changes.jobs.empty(), .also = {}};
  if (!changes.jobs.empty()) step.row = changes.jobs.front();
  step.also = [due](View&) -> Decision {
    Changes also;
    if (due) also.jobs.push_back(*due);
    return also;
  };
  return step;
}

Result<Step> RestoreTestStarts::run_step(storage::Store& store, const JobRow& row) {
  Doing doing;
  TM_TRY(doing.rows, rows_of_(store));
  TM_TRY(doing.run, testing_run_of(row));
  doing.row = row;
  doing.now = clock_.now();
  TM_TRY(auto plan, plan_of(doing.rows, doing.run));
  if (!plan) return finished(row);
  doing.plan = *std::move(plan);
  if (doing.now >= doing.run.scheduled_at + std::chrono::hours(doing.plan.start_window_hours)) {
    log_warn("vault", "a restore test was missed: its start window closed before it could begin",
             {{"plan", arn_of(doing.plan)}});
    return finished(row);
  }
  TM_TRY(auto next,
         list<RestoreTestingSelection>(doing.rows, key_of(doing.run.account, doing.run.plan_name),
                                       doing.run.selections_after, 1));
  if (next.empty()) return finished(row);
  doing.selection = std::move(next.front());
  return start(doing);
}

// By the table's ARN, behind those that are dealt with.
Result<std::vector<RecoveryPoint>> RestoreTestStarts::points_to_test(const Doing& doing) const {
  const std::string prefix = key_of(doing.run.account);
  TM_TRY(storage::Scan scan, doing.rows.store->scan({doing.rows.table, kRecoveryPointsPart, prefix,
                                                     end_of_prefix(prefix)},
                                                    storage::Direction::kForward));
  PointChooser chooser(doing.plan, doing.selection, doing.now, random_);
  for (; scan.valid(); scan.next()) {
    TM_TRY(const RecoveryPoint point, RecoveryPoint::decode(scan.value()));
    if (point.resource_arn > doing.run.tables_after) chooser.offer(point);
  }
  TM_TRY_STATUS(scan.status());
  const bool conditioned = !doing.selection.equals.empty() || !doing.selection.not_equals.empty();
  std::vector<RecoveryPoint> points;
  for (RecoveryPoint& point : chooser.chosen()) {
    if (conditioned) {
      TM_TRY(const Tags tags, tags_of_table(doing.rows, point));
      if (!conditions_hold(doing.selection, tags)) continue;
    }
    points.push_back(std::move(point));
  }
  return points;
}

TestRestore RestoreTestStarts::restore_of(const Doing& doing, RecoveryPoint point) const {
  TestRestore restore;
  restore.job_id = random_.uuid();
  restore.account = doing.run.account;
  restore.point = std::move(point);
  restore.target_name = fmt::format("{}-{}", kRestoreTestTag, random_.hex(kRandomDigits));
  restore.iam_role_arn = doing.selection.iam_role_arn;
  restore.metadata = metadata_of(doing.selection, restore.target_name);
  restore.tags = {{std::string(kRestoreTestTag), restore.job_id}};
  restore.test.plan_arn = arn_of(doing.plan);
  restore.test.selection_name = doing.selection.name;
  restore.now = doing.now;
  return restore;
}

Result<Step> RestoreTestStarts::start(Doing& doing) {
  TM_TRY(auto points, points_to_test(doing));
  const bool more = points.size() > kMostAtOnce;
  if (more) points.resize(kMostAtOnce);
  doing.run.tables_after = more ? points.back().resource_arn : std::string();
  if (!more) doing.run.selections_after = doing.selection.key();
  std::vector<TestRestore> restores;
  for (RecoveryPoint& point : points) restores.push_back(restore_of(doing, std::move(point)));
  const auto hours = std::chrono::hours(doing.selection.validation_window_hours.value_or(0));
  Step step{.row = row_going_on(doing.row, doing.run), .finished = false, .also = {}};
  step.also = [add = add_, rows = doing.rows, restores = std::move(restores),
               plan_key = doing.plan.key(), hours, now = doing.now](View& view) -> Decision {
    Changes changes;
    for (const TestRestore& one : restores) {
      add(view, rows, changes, one);
      RestoreTestProgress progress{.account = one.account, .job_id = one.job_id};
      progress.validation_window = hours;
      changes.jobs.push_back(row_of_test(progress, now));
    }
    return note_execution(view, rows, plan_key, now, std::move(changes));
  };
  return step;
}

}  // namespace tidemark::vault
