// A restore test, from the start of its restore to the end of its table: when the restore is
// completed its content is compared, item by item, with what the recovery point's manifest says;
// then the table waits for a verdict as long as its validation window is open; then it is deleted.
//
//   RestoreTests tests(clock, rows_of, tally_of);
//   runner.add_kind(std::string(kRestoreTestJob), [&](auto& store, auto& row) {
//     return tests.step(store, row);
//   });
//
// Threads   step() on the runner's; the others any.
// Format    docs/formats/backup.md, "Job rows". Source: aws-contract C.8; developer guide, "Restore
//           testing".
#pragma once

#include "base/clock.h"
#include "storage/job_runner.h"
#include "values/digest.h"
#include "vault/recovery_point.h"
#include "vault/restore_job.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace tidemark::vault {

inline constexpr std::string_view kRestoreTestJob = "restore-test";
// Begins the name of every table that a test makes, and is its tag's key.
inline constexpr std::string_view kRestoreTestTag = "awsbackup-restore-test";

// What AWS infers for a table, to which a selection's overrides are added.
std::map<std::string, std::string> inferred_metadata(const std::string& target_name);

enum class TestPhase : std::uint8_t {
  kRestoring = 0,
  kComparing = 1,
  kValidating = 2,
  kDeleting = 3,
};

struct RestoreTestProgress {
  std::string account;
  std::string job_id;
  std::chrono::hours validation_window{0};
  TestPhase phase = TestPhase::kRestoring;
  std::optional<std::string> compared_up_to = {};  // the last item's key
  std::int64_t items = 0;
  values::Digest digest = 0;
  friend bool operator==(const RestoreTestProgress&, const RestoreTestProgress&) = default;
};

storage::JobRow row_of_test(const RestoreTestProgress& progress, Timestamp due_at);
// Errors: kCorrupt
Result<RestoreTestProgress> test_progress_of(const storage::JobRow& row);

class RestoreTests {
 public:
  using RowsOf = std::function<Result<Rows>(storage::Store& store)>;
  // What the items of a recovery point are, by its manifest; nullopt: it has none.
  using TallyOf = std::function<Result<std::optional<storage::Tally>>(const RecoveryPoint& point)>;

  RestoreTests(Clock& clock, RowsOf rows_of, TallyOf tally_of)
      : clock_(clock), rows_of_(std::move(rows_of)), tally_of_(std::move(tally_of)) {}

  // Errors: those of the store and of `tally_of`
  Result<storage::Step> step(storage::Store& store, const storage::JobRow& row);

 private:
  struct Doing;
  Result<storage::Step> restoring(Doing& doing);
  Result<storage::Step> comparing(Doing& doing);
  Result<storage::Step> validating(Doing& doing);
  Result<storage::Step> deleting(Doing& doing);
  Result<storage::Step> compared(Doing& doing);

  Clock& clock_;
  RowsOf rows_of_;
  TallyOf tally_of_;
};

struct RestoreJobMissing {};

// It was not started by a restore testing plan.
struct NoRestoreTest {};

// It is not completed, or its verdict is in already.
struct NotValidating {
  std::string why;
};

using ValidationAnswer = std::variant<RestoreJobMissing, NoRestoreTest, NotValidating, RestoreJob>;

// A verdict, "VALIDATING", "SUCCESSFUL", "FAILED" or "TIMED_OUT"; all but the first end the
// validation window. What the comparison found stays behind `message`.
// Errors: those of the store
Result<ValidationAnswer> put_validation_result(const Rows& rows, const std::string& account,
                                               const std::string& job_id, const std::string& status,
                                               const std::string& message);

}  // namespace tidemark::vault
