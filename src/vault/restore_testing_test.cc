#include "vault/restore_testing.h"

#include "vault/restore_test_runs.h"
#include "vault/restore_testing_check.h"

#include <gtest/gtest.h>

namespace tidemark::vault {
namespace {

using std::chrono::hours;

constexpr char kVault[] = "arn:aws:backup:eu-west-1:123456789012:backup-vault:nightly";
constexpr char kTable[] = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders";
const Timestamp kFirst = Timestamp::from_seconds(1'800'000'000);  // 2027-01-15T08:00:00Z

RestoreTestingPlan plan() {
  RestoreTestingPlan plan;
  plan.account = "123456789012";
  plan.region = "eu-west-1";
  plan.name = "weekly_1";
  plan.id = "1d";
  plan.created_at = kFirst;
  plan.choice.include_vaults = {kVault};
  plan.schedule = "cron(0 5 ? * * *)";
  plan.timezone = "Etc/UTC";
  return plan;
}

RestoreTestingSelection selection() {
  RestoreTestingSelection selection;
  selection.account = "123456789012";
  selection.plan_name = "weekly_1";
  selection.name = "tables";
  selection.iam_role_arn = "arn:aws:iam::123456789012:role/restore";
  selection.resource_type = "DynamoDB";
  selection.resource_arns = {"*"};
  return selection;
}

template <class Thing, class Change>
bool is_refused(Thing thing, Change change) {
  change(thing);
  return problem_with(thing).has_value();
}

TEST(RestoreTesting, RowsReadBack) {
  RestoreTestingPlan written = plan();
  written.creator_request_id = "c";
  written.updated_at = kFirst;
  written.last_executed_at = kFirst;
  written.choice = {PointAlgorithm::kRandomWithinWindow, {"*"}, {kVault}, true, false, 365};
  const auto read = RestoreTestingPlan::decode(written.encode());
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read.value(), written);
  RestoreTestingSelection chosen = selection();
  chosen.equals = {{"aws:ResourceTag/a", "b"}};
  chosen.not_equals = {{"aws:ResourceTag/c", "d"}, {"aws:ResourceTag/e", ""}};
  chosen.overrides = {{"encryptionType", "Default"}};
  chosen.validation_window_hours = 168;
  const auto again = RestoreTestingSelection::decode(chosen.encode());
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again.value(), chosen);
  EXPECT_FALSE(RestoreTestingSelection::decode(chosen.encode() + "x"));
}

TEST(RestoreTesting, PlansHaveAWSsLimits) {
  using Plan = RestoreTestingPlan;
  EXPECT_EQ(problem_with(plan()), std::nullopt);
  EXPECT_TRUE(is_refused(plan(), [](Plan& p) { p.name = "with-dash"; }));
  EXPECT_TRUE(is_refused(plan(), [](Plan& p) { p.name = std::string(51, 'a'); }));
  EXPECT_TRUE(is_refused(plan(), [](Plan& p) { p.schedule = "rate(1 day)"; }));
  EXPECT_TRUE(is_refused(plan(), [](Plan& p) { p.timezone = "Mars/Olympus"; }));
  EXPECT_TRUE(is_refused(plan(), [](Plan& p) { p.start_window_hours = 0; }));
  EXPECT_TRUE(is_refused(plan(), [](Plan& p) { p.start_window_hours = 169; }));
  EXPECT_FALSE(is_refused(plan(), [](Plan& p) { p.start_window_hours = 168; }));
  EXPECT_TRUE(is_refused(plan(), [](Plan& p) { p.choice.window_days = 0; }));
  EXPECT_TRUE(is_refused(plan(), [](Plan& p) { p.choice.window_days = 366; }));
  EXPECT_TRUE(is_refused(plan(), [](Plan& p) { p.choice.include_vaults.clear(); }));
  EXPECT_TRUE(is_refused(plan(), [](Plan& p) { p.choice.exclude_vaults = {"nightly"}; }));
  EXPECT_TRUE(is_refused(plan(), [](Plan& p) { p.choice.snapshots = false; }));
}

TEST(RestoreTesting, SelectionsHaveAWSsLimits) {
  using Selection = RestoreTestingSelection;
  EXPECT_EQ(problem_with(selection()), std::nullopt);
  EXPECT_TRUE(is_refused(selection(), [](Selection& s) { s.resource_type = "EBS"; }));
  EXPECT_TRUE(is_refused(selection(), [](Selection& s) { s.resource_arns.clear(); }));
  EXPECT_TRUE(is_refused(selection(), [](Selection& s) { s.resource_arns = {"*", kTable}; }));
  EXPECT_FALSE(is_refused(selection(), [](Selection& s) { s.resource_arns.assign(30, kTable); }));
  EXPECT_TRUE(is_refused(selection(), [](Selection& s) { s.resource_arns.assign(31, kTable); }));
  EXPECT_TRUE(is_refused(selection(), [](Selection& s) { s.resource_arns = {"orders"}; }));
  EXPECT_TRUE(is_refused(selection(), [](Selection& s) {
    s.resource_arns = {kTable};
    s.equals = {{"aws:ResourceTag/a", "b"}};
  }));
  EXPECT_FALSE(is_refused(selection(), [](Selection& s) {
    s.resource_arns.clear();
    s.not_equals = {{"aws:ResourceTag/a", "b"}};
  }));
  EXPECT_TRUE(is_refused(selection(), [](Selection& s) { s.equals = {{"a", "b"}}; }));
  EXPECT_FALSE(
      is_refused(selection(), [](Selection& s) { s.overrides = {{"EncryptionType", "Default"}}; }));
  EXPECT_TRUE(
      is_refused(selection(), [](Selection& s) { s.overrides = {{"encryptionType", "KMS"}}; }));
  EXPECT_TRUE(
      is_refused(selection(), [](Selection& s) { s.overrides = {{"targetTableName", "t"}}; }));
  EXPECT_TRUE(is_refused(selection(), [](Selection& s) { s.validation_window_hours = 169; }));
  EXPECT_FALSE(is_refused(selection(), [](Selection& s) { s.validation_window_hours = 0; }));
}

TEST(RestoreTesting, APlanIsDueAtItsNextRun) {
  storage::Changes changes;
  ASSERT_TRUE(schedule_next_run(changes, plan(), kFirst));
  ASSERT_EQ(changes.jobs.size(), 1U);
  const Timestamp next = kFirst + hours(21);
  EXPECT_EQ(changes.jobs[0].due_at, next);
  const auto run = testing_run_of(changes.jobs[0]);
  ASSERT_TRUE(run) << run.error().message;
  EXPECT_EQ(run.value().scheduled_at, next);
  EXPECT_EQ(run.value().plan_name, "weekly_1");
  RestoreTestingPlan past = plan();
  past.schedule = "cron(0 5 1 1 ? 2020)";
  storage::Changes none;
  ASSERT_TRUE(schedule_next_run(none, past, kFirst));
  EXPECT_TRUE(none.jobs.empty());
  EXPECT_EQ(none.finished_jobs.size(), 1U) << "an earlier schedule's row goes";
}

TEST(RestoreTesting, ARunBeginsSomewhereInWhatIsLeftOfItsWindow) {
  SeededRandom random(1);
  RestoreTestingPlan daily = plan();
  daily.start_window_hours = 2;
  Timestamp earliest = Timestamp::max();
  Timestamp latest{};
  for (int i = 0; i < 1000; ++i) {
    const auto row = row_of_run(daily, kFirst, kFirst, random);
    ASSERT_TRUE(row);
    earliest = std::min(earliest, row->due_at);
    latest = std::max(latest, row->due_at);
  }
  EXPECT_GE(earliest, kFirst);
  EXPECT_LT(earliest, kFirst + std::chrono::minutes(5));
  EXPECT_LT(latest, kFirst + hours(2));
  EXPECT_GT(latest, kFirst + hours(2) - std::chrono::minutes(5));
  const auto late = row_of_run(daily, kFirst, kFirst + std::chrono::minutes(119), random);
  ASSERT_TRUE(late);
  EXPECT_GE(late->due_at, kFirst + std::chrono::minutes(119));
  EXPECT_LT(late->due_at, kFirst + hours(2));
  EXPECT_FALSE(row_of_run(daily, kFirst, kFirst + hours(2), random)) << "the window has closed";
}

}  // namespace
}  // namespace tidemark::vault
