#include "vault/plan_scheduler.h"

#include "codec/iso8601.h"
#include "storage/side_table.h"
#include "storage/testing/world.h"
#include "tables/catalog.h"
#include "vault/plans.h"
#include "vault/settings.h"

#include <gtest/gtest.h>

#include <set>

namespace tidemark::vault {
namespace {

constexpr char kAccount[] = "123456789012";
constexpr char kRegion[] = "eu-west-1";
constexpr char kRole[] = "arn:aws:iam::123456789012:role/backup";

// Where planned jobs are remembered: a row each, whose key says everything.
constexpr storage::Part kSeen = 999;

std::string text_of(const PlannedBackup& planned) {
  return fmt::format("{} {}{}{}", codec::to_iso8601(planned.scheduled_at), planned.resource_name,
                     planned.expired ? " expired" : "", planned.failure ? " failed" : "");
}

// A region with tables, a runner turned by hand, and a scheduler whose jobs are only noted.
class PlanWorld {
 public:
  PlanWorld() {
    world_.clock().advance(codec::parse_iso8601("2026-11-21T04:00:00Z").value() -
                           world_.clock().now());
    open();
  }

  ~PlanWorld() { runner_->remove_store(world_.store()); }

  [[nodiscard]] Rows rows() { return {&world_.store(), table_, kRegion}; }

  [[nodiscard]] Random& random() { return random_; }

  [[nodiscard]] Timestamp now() { return world_.clock().now(); }

  void make_table(const std::string& name, std::map<std::string, std::string> tags = {}) {
    tables::TableDescription table;
    table.name = {kAccount, kRegion, name};
    table.table_id = random_.uuid();
    table.keys.hash = {"k", values::KeyType::kString};
    table.created_at = now();
    table.tags = std::move(tags);
    world_.commit(
        [&](storage::View& view) -> storage::Decision { return tables::create(view, table, {}); });
  }

  BackupPlan plan(const std::string& name, std::vector<PlanRule> rules) {
    const auto answer =
        create_plan(rows(), {kAccount, {name, std::move(rules), {}}, {}, now()}, random_);
    return std::get<BackupPlan>(answer.value());
  }

  BackupPlan change(const BackupPlan& plan, std::vector<PlanRule> rules) {
    const auto answer = update_plan(
        rows(), plan.id, {kAccount, {plan.newest.document.name, std::move(rules), {}}, {}, now()},
        random_);
    return std::get<BackupPlan>(answer.value());
  }

  BackupSelection select(const BackupPlan& plan, SelectionDocument document) {
    document.name = "selection";
    document.iam_role_arn = kRole;
    const auto answer =
        create_selection(rows(), {kAccount, plan.id, std::move(document), {}, now()}, random_);
    return std::get<BackupSelection>(answer.value());
  }

  // Time passes, then everything that is due is done.
  void pass(std::chrono::microseconds time) {
    wait(time);
    run_all();
  }

  void wait(std::chrono::microseconds time) { world_.clock().advance(time); }

  int run_all() {
    int turns = 0;
    while (runner_->turn()) ++turns;
    return turns;
  }

  bool turn() { return runner_->turn(); }

  void crash(std::uint64_t seed) {
    runner_->remove_store(world_.store());
    world_.crash(seed);
    open();
  }

  // What was begun, by time and resource.
  std::vector<std::string> begun() {
    std::vector<std::string> all;
    storage::Scan scan =
        world_.store().scan({table_, kSeen, {}, {}}, storage::Direction::kForward).value();
    for (; scan.valid(); scan.next()) all.emplace_back(scan.value());
    std::ranges::sort(all);
    return all;
  }

  [[nodiscard]] std::size_t job_rows() {
    std::size_t count = 0;
    for (const auto& job : world_.store().jobs()) count += job.kind == kPlanRuleJob ? 1 : 0;
    return count;
  }

 private:
  void open() {
    table_ = storage::side_table(world_.store(), "backup").value();
    scheduler_ = std::make_unique<PlanScheduler>(
        world_.clock(), [this](storage::Store&) -> Result<Rows> { return rows(); },
        [](storage::View& view, const Rows& rows, const PlannedBackup& planned,
           storage::Changes& changes) {
          // A job that is begun twice says so.
          const auto there = view.get({rows.table, kSeen, key_of(planned.job_id)});
          const bool twice = there && there.value().has_value();
          changes.put({rows.table, kSeen, key_of(planned.job_id)},
                      text_of(planned) + (twice ? " twice" : ""));
        });
    runner_ = std::make_unique<storage::JobRunner>(world_.clock(), random_);
    runner_->add_kind(std::string(kPlanRuleJob),
                      [this](storage::Store& store, const storage::JobRow& row) {
                        return scheduler_->step(store, row);
                      });
    runner_->add_store(world_.store());
  }

  storage::testing::World world_;
  SeededRandom random_{3};
  storage::TableId table_;
  std::unique_ptr<PlanScheduler> scheduler_;
  std::unique_ptr<storage::JobRunner> runner_;
};

PlanRule rule(const std::string& name, const std::string& schedule) {
  PlanRule made;
  made.name = name;
  made.vault_name = "nightly";
  made.schedule = schedule;
  made.windows.start = std::chrono::minutes(60);
  return made;
}

SelectionDocument all_tables() {
  SelectionDocument document;
  document.resources = {"*"};
  return document;
}

using Texts = std::vector<std::string>;
using std::chrono::hours;
using std::chrono::minutes;

TEST(PlanScheduler, BeginsOneJobForEveryTakenTableWhenTheRuleIsDue) {
  PlanWorld world;
  world.make_table("orders", {{"backup", "daily"}});
  world.make_table("scratch");
  const BackupPlan plan = world.plan("nightly", {rule("daily", "cron(0 5 ? * * *)")});
  SelectionDocument tagged;
  tagged.tags = {{"backup", "daily"}};
  world.select(plan, tagged);

  world.pass(minutes(59));
  EXPECT_EQ(world.begun(), Texts{});
  world.pass(minutes(1));
  EXPECT_EQ(world.begun(), Texts{"2026-11-21T05:00:00Z orders"});
  world.make_table("late", {{"backup", "daily"}});
  world.pass(hours(24));
  EXPECT_EQ(world.begun(), (Texts{"2026-11-21T05:00:00Z orders", "2026-11-22T05:00:00Z late",
                                  "2026-11-22T05:00:00Z orders"}));
  EXPECT_EQ(find_plan(world.rows(), kAccount, plan.id).value()->last_executed_at,
            codec::parse_iso8601("2026-11-22T05:00:00Z").value());
}

TEST(PlanScheduler, MakesUpForMissedRunsThatAreStillInTheirStartWindow) {
  PlanWorld world;
  world.make_table("orders");
  const BackupPlan plan = world.plan("hourly", {rule("hourly", "cron(30 * ? * * *)")});
  world.select(plan, all_tables());

  world.pass(hours(3));  // 07:00
  EXPECT_EQ(world.begun(),
            (Texts{"2026-11-21T04:30:00Z orders expired", "2026-11-21T05:30:00Z orders expired",
                   "2026-11-21T06:30:00Z orders"}));
}

TEST(PlanScheduler, SaysWhyWhatIsWrittenOutCannotBeBackedUp) {
  PlanWorld world;
  world.make_table("orders");
  const BackupPlan plan = world.plan("nightly", {rule("daily", "cron(0 5 ? * * *)")});
  SelectionDocument document;
  document.resources = {"arn:aws:s3:::photos", table_arn_of(kRegion, kAccount, "orders"),
                        table_arn_of(kRegion, kAccount, "gone"),
                        table_arn_of(kRegion, "210987654321", "theirs")};
  world.select(plan, document);

  world.pass(hours(1));
  EXPECT_EQ(world.begun(),
            (Texts{"2026-11-21T05:00:00Z gone", "2026-11-21T05:00:00Z orders",
                   "2026-11-21T05:00:00Z photos failed", "2026-11-21T05:00:00Z theirs failed"}));
}

TEST(PlanScheduler, TakesATableOnceHoweverManySelectionsTakeIt) {
  PlanWorld world;
  world.make_table("orders");
  const BackupPlan plan = world.plan("nightly", {rule("daily", "cron(0 5 ? * * *)")});
  world.select(plan, all_tables());
  SelectionDocument by_arn;
  by_arn.resources = {table_arn_of(kRegion, kAccount, "orders")};
  world.select(plan, by_arn);

  world.pass(hours(1));
  EXPECT_EQ(world.begun(), Texts{"2026-11-21T05:00:00Z orders"});
}

TEST(PlanScheduler, HonoursTheRegionsOptIn) {
  PlanWorld world;
  world.make_table("orders");
  const BackupPlan plan = world.plan("nightly", {rule("daily", "cron(0 5 ? * * *)")});
  world.select(plan, all_tables());
  ASSERT_TRUE(update_region_settings(world.rows(), kAccount, {{"DynamoDB", false}}, {}));

  world.pass(hours(1));
  EXPECT_EQ(world.begun(), Texts{});
}

TEST(PlanScheduler, KeepsARulesIdByItsNameAndItsPlaceByItsSchedule) {
  PlanWorld world;
  world.make_table("orders");
  const BackupPlan plan = world.plan(
      "nightly", {rule("daily", "cron(0 5 ? * * *)"), rule("gone", "cron(0 6 ? * * *)")});
  world.select(plan, all_tables());
  const BackupPlan changed =
      world.change(plan, {rule("new", "cron(0 8 ? * * *)"), rule("daily", "cron(0 7 ? * * *)")});

  EXPECT_EQ(changed.newest.document.rules[1].id, plan.newest.document.rules[0].id);
  EXPECT_NE(changed.newest.version_id, plan.newest.version_id);
  EXPECT_EQ(world.job_rows(), 2u);
  world.pass(minutes(270));
  EXPECT_EQ(world.begun(),
            (Texts{"2026-11-21T07:00:00Z orders expired", "2026-11-21T08:00:00Z orders"}));
}

PlanRule kept_for(PlanRule made, std::int64_t days) {
  made.lifecycle = Lifecycle{.delete_after_days = days};
  return made;
}

TEST(PlanScheduler, OfRulesThatAreDueTogetherTheLongestRetentionWins) {
  PlanWorld world;
  world.make_table("orders");
  PlanRule elsewhere = rule("elsewhere", "cron(0 5 ? * * *)");
  elsewhere.vault_name = "second";
  const BackupPlan plan =
      world.plan("policy", {kept_for(rule("daily", "cron(0 5 ? * * *)"), 30),
                            kept_for(rule("weekly", "cron(0 5 ? * SAT *)"), 120),
                            kept_for(rule("also-weekly", "cron(0 5 ? * SAT *)"), 120),
                            kept_for(elsewhere, 1)});
  world.select(plan, all_tables());

  world.pass(hours(25));

  const PlanDocument& document = plan.newest.document;
  const auto made_by = [&](std::size_t number, std::string_view at) {
    const RuleRun run{
        kAccount, plan.id, document.rules[number].id, codec::parse_iso8601(at).value(), {}};
    const std::string id = planned_job_id(run, table_arn_of(kRegion, kAccount, "orders"));
    return world.rows().store->read({world.rows().table, kSeen, key_of(id)}).value().has_value();
  };
  // 2026-11-21 is a Saturday.
  EXPECT_FALSE(made_by(0, "2026-11-21T05:00:00Z"));
  EXPECT_TRUE(made_by(1, "2026-11-21T05:00:00Z"));
  EXPECT_FALSE(made_by(2, "2026-11-21T05:00:00Z")) << "of equals the first";
  EXPECT_TRUE(made_by(3, "2026-11-21T05:00:00Z")) << "another vault is another purpose";
  EXPECT_TRUE(made_by(0, "2026-11-22T05:00:00Z"));
}

TEST(PlanScheduler, ARuleThatCameLaterDoesNotTakeTheRunOfOneThatWaits) {
  PlanWorld world;
  world.make_table("orders");
  const PlanRule daily = kept_for(rule("daily", "cron(0 5 ? * * *)"), 30);
  const BackupPlan plan = world.plan("policy", {daily});
  world.select(plan, all_tables());
  world.wait(minutes(70));  // 05:10, and nobody has looked yet
  world.change(plan, {daily, rule("for-ever", "cron(0 5 ? * * *)")});

  world.pass(minutes(1));

  EXPECT_EQ(world.begun(), Texts{"2026-11-21T05:00:00Z orders"});
}

TEST(PlanScheduler, StopsWithItsPlan) {
  PlanWorld world;
  world.make_table("orders");
  const BackupPlan plan = world.plan("nightly", {rule("daily", "cron(0 5 ? * * *)")});
  const BackupSelection selection = world.select(plan, all_tables());

  EXPECT_TRUE(std::holds_alternative<PlanHasSelections>(
      delete_plan(world.rows(), kAccount, plan.id, world.now()).value()));
  ASSERT_TRUE(std::holds_alternative<BackupSelection>(
      delete_selection(world.rows(), kAccount, plan.id, selection.id).value()));
  ASSERT_TRUE(std::holds_alternative<BackupPlan>(
      delete_plan(world.rows(), kAccount, plan.id, world.now()).value()));
  EXPECT_EQ(world.job_rows(), 0u);
  world.pass(hours(48));
  EXPECT_EQ(world.begun(), Texts{});
  EXPECT_TRUE(find_plan(world.rows(), kAccount, plan.id).value()->deleted_at.has_value());
}

TEST(PlanScheduler, EndsARuleThatHasNoRunLeft) {
  PlanWorld world;
  world.make_table("orders");
  const BackupPlan plan = world.plan("once", {rule("once", "cron(0 5 21 11 ? 2026)")});
  world.select(plan, all_tables());

  world.pass(hours(2));
  EXPECT_EQ(world.begun(), Texts{"2026-11-21T05:00:00Z orders expired"});
  EXPECT_EQ(world.job_rows(), 0u);
}

// More tables than a step takes, the plug pulled between steps, and every table has one job a run.
TEST(PlanScheduler, RunsEveryDueRuleExactlyOnceAcrossCrashes) {
  PlanWorld world;
  std::set<std::string> expected;
  const std::size_t tables = kTablesAStep * 2 + 7;
  for (std::size_t i = 0; i < tables; ++i) world.make_table(fmt::format("t{:05}", i));
  const BackupPlan plan =
      world.plan("nightly", {rule("a", "cron(0 5 ? * * *)"), rule("b", "cron(10 5 ? * * *)")});
  world.select(plan, all_tables());
  world.wait(minutes(80));

  int crashes = 0;
  for (std::uint64_t seed = 1; world.turn(); ++seed) {
    if (seed % 2 != 0) continue;
    world.crash(seed);
    ++crashes;
  }
  EXPECT_GE(crashes, 3);
  const Texts begun = world.begun();
  EXPECT_EQ(begun.size(), tables * 2);
  for (const std::string& one : begun) EXPECT_EQ(one.find("twice"), std::string::npos) << one;
}

TEST(Plans, AnswerAgainToTheSameRequestAndRefuseTheSameDocument) {
  PlanWorld world;
  PlanRequest request{
      kAccount, {"nightly", {rule("daily", "cron(0 5 ? * * *)")}, {}}, "token", world.now()};
  const auto first = create_plan(world.rows(), request, world.random());
  const auto again = create_plan(world.rows(), request, world.random());
  request.creator_request_id.reset();
  const auto same = create_plan(world.rows(), request, world.random());
  request.document.rules[0].windows.start = minutes(61);
  const auto other = create_plan(world.rows(), request, world.random());

  EXPECT_EQ(std::get<BackupPlan>(again.value()), std::get<BackupPlan>(first.value()));
  EXPECT_TRUE(std::holds_alternative<PlanExists>(same.value()));
  EXPECT_TRUE(std::holds_alternative<BackupPlan>(other.value()));  // of the same name
}

}  // namespace
}  // namespace tidemark::vault
