// Starts the restores of restore testing plans: what the rows of vault/restore_test_runs.h ask for.
//
//   RestoreTestStarts starts(clock, random, rows_of, add_restore);
//   runner.add_kind(std::string(kTestingPlanJob), [&](auto& store, auto& row) {
//     return starts.plan_step(store, row);
//   });
//   runner.add_kind(std::string(kTestingRunJob), [&](auto& store, auto& row) {
//     return starts.run_step(store, row);
//   });
//
// A run that was missed while the server was down begins in what is left of its start window; when
// nothing is left it does not take place. Every run takes place once, whatever stops in between.
//
// Threads   The runner's: one step at a time.
#pragma once

#include "base/clock.h"
#include "storage/job_runner.h"
#include "vault/recovery_point.h"
#include "vault/restore_job.h"
#include "vault/restore_test_runs.h"
#include "vault/tags.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace tidemark::vault {

// A restore that a test begins with.
struct TestRestore {
  std::string job_id;
  std::string account;
  RecoveryPoint point;
  std::string target_name;
  std::string iam_role_arn;
  std::map<std::string, std::string> metadata;
  Tags tags;  // of the table
  RestoreTest test;
  Timestamp now;
};

class RestoreTestStarts {
 public:
  using RowsOf = std::function<Result<Rows>(storage::Store& store)>;
  // Adds the restore's job to a commit.
  using AddRestore = std::function<void(storage::View& view, const Rows& rows,
                                        storage::Changes& changes, const TestRestore& restore)>;

  RestoreTestStarts(Clock& clock, Random& random, RowsOf rows_of, AddRestore add)
      : clock_(clock), random_(random), rows_of_(std::move(rows_of)), add_(std::move(add)) {}

  // The plan's run has come: a row for it, and the plan's own is put off to the next.
  // Errors: those of the store
  Result<storage::Step> plan_step(storage::Store& store, const storage::JobRow& row);

  // Restores of one selection, a bounded number of tables at a time.
  Result<storage::Step> run_step(storage::Store& store, const storage::JobRow& row);

 private:
  struct Doing;
  Result<std::vector<RecoveryPoint>> points_to_test(const Doing& doing) const;
  TestRestore restore_of(const Doing& doing, RecoveryPoint point) const;
  Result<storage::Step> start(Doing& doing);

  Clock& clock_;
  Random& random_;
  RowsOf rows_of_;
  AddRestore add_;
};

}  // namespace tidemark::vault
