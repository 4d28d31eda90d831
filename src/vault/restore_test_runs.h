// When restore testing plans run: a job row for each plan, due at the plan's next run; and for each
// run that has come a row of its own, due at an instant drawn from the plan's start window, whose
// step (vault/restore_test_starts.h) starts the restores.
//
// Threads   Pure functions.
// Format    docs/formats/backup.md, "Job rows".
#pragma once

#include "base/random.h"
#include "storage/changes.h"
#include "vault/restore_testing.h"

#include <optional>
#include <string>
#include <string_view>

namespace tidemark::vault {

inline constexpr std::string_view kTestingPlanJob = "restore-testing-plan";
inline constexpr std::string_view kTestingRunJob = "restore-testing-run";

// What both kinds of row hold.
struct TestingRun {
  std::string account;
  std::string plan_name;
  std::string plan_id;
  Timestamp scheduled_at;        // the run that is next, or under way
  std::string selections_after;  // of a run: the selections up to this one are dealt with
  std::string tables_after;      // of the next selection: its tables up to this ARN, too
  friend bool operator==(const TestingRun&, const TestingRun&) = default;
};

// Errors: kCorrupt
Result<TestingRun> testing_run_of(const storage::JobRow& row);

// The plan's first run after an instant; a plan whose schedule has no more runs gets no row.
// Errors: kInvalid of a schedule that parse does not take
Status schedule_next_run(storage::Changes& changes, const RestoreTestingPlan& plan,
                         Timestamp after);

// The end of the plan's runs; those that have come and not begun find no plan.
void forget_runs(storage::Changes& changes, const RestoreTestingPlan& plan);

// The row of a run that has come, due at some instant of what is left of its start window.
// nullopt: nothing is left.
std::optional<storage::JobRow> row_of_run(const RestoreTestingPlan& plan, Timestamp scheduled_at,
                                          Timestamp now, Random& random);

// The same row, going on behind a selection.
storage::JobRow row_going_on(const storage::JobRow& row, const TestingRun& run);

}  // namespace tidemark::vault
