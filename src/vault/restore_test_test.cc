#include "vault/restore_test.h"

#include "codec/iso8601.h"
#include "codec/json.h"
#include "codec/ordered_bytes.h"
#include "storage/side_table.h"
#include "storage/testing/world.h"
#include "tables/catalog.h"
#include "values/dynamodb_json.h"
#include "values/item_bytes.h"
#include "vault/restore_test_starts.h"
#include "vault/restore_testing_plans.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

namespace tidemark::vault {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr char kAccount[] = "123456789012";
constexpr char kRegion[] = "eu-west-1";

values::Item item(const std::string& key) {
  const auto json = codec::parse_json(fmt::format(R"({{"k":{{"S":"{}"}}}})", key));
  return std::get<values::Item>(values::read_item(json.value()));
}

// A region with recovery points, and a runner turned by hand. Restores are only noted: a test
// completes them itself.
class TestingWorld {
 public:
  TestingWorld() {
    world_.clock().advance(codec::parse_iso8601("2026-11-21T04:00:00Z").value() -
                           world_.clock().now());
    open();
    vault_.name = {kAccount, kRegion, "nightly"};
    put_row(vault_);
  }

  ~TestingWorld() { runner_->remove_store(world_.store()); }

  [[nodiscard]] Rows rows() { return {&world_.store(), table_, kRegion}; }

  [[nodiscard]] Timestamp now() { return world_.clock().now(); }

  RestoreTestingPlan plan(std::int64_t start_window_hours = 1) {
    RestoreTestingPlan plan;
    plan.account = kAccount;
    plan.region = kRegion;
    plan.name = "daily";
    plan.id = random_.uuid();
    plan.created_at = now();
    plan.choice.include_vaults = {"*"};
    plan.schedule = "cron(0 5 ? * * *)";
    plan.timezone = "Etc/UTC";
    plan.start_window_hours = start_window_hours;
    EXPECT_TRUE(create_testing_plan(rows(), plan, {}));
    return plan;
  }

  void select(const std::string& name, std::optional<std::int64_t> validation_hours = {},
              TagConditions equals = {}) {
    RestoreTestingSelection selection;
    selection.account = kAccount;
    selection.plan_name = "daily";
    selection.name = name;
    selection.created_at = now();
    selection.iam_role_arn = "arn:aws:iam::123456789012:role/restore";
    selection.resource_type = "DynamoDB";
    selection.resource_arns = {"*"};
    selection.equals = std::move(equals);
    selection.validation_window_hours = validation_hours;
    EXPECT_TRUE(create_testing_selection(rows(), selection));
  }

  void point(const std::string& id, const std::string& table) {
    RecoveryPoint point;
    point.id = id;
    point.vault = vault_.name;
    point.arn = point_arn(point.vault, id);
    point.resource_name = table;
    point.resource_arn = fmt::format("arn:aws:dynamodb:{}:{}:table/{}", kRegion, kAccount, table);
    point.created_at = now() - hours(1);
    world_.commit([&](storage::View& view) -> storage::Decision {
      storage::Changes changes;
      EXPECT_TRUE(add_point(view, changes, table_, point));
      return changes;
    });
  }

  // Time passes, and what is due is done in its minute.
  void pass(std::chrono::microseconds time) {
    for (; time.count() > 0; time -= minutes(1))
      jump(std::min<std::chrono::microseconds>(time, minutes(1)));
  }

  // Time passes while nobody looks; then everything that is due is done.
  void jump(std::chrono::microseconds time) {
    wait(time);
    while (turn()) {
    }
  }

  void wait(std::chrono::microseconds time) { world_.clock().advance(time); }

  bool turn() { return runner_->turn(); }

  void crash(std::uint64_t seed) {
    runner_->remove_store(world_.store());
    world_.crash(seed);
    open();
  }

  std::vector<RestoreJob> restores() {
    return list<RestoreJob>(rows(), key_of(std::string(kAccount))).value();
  }

  RestoreJob restore() {
    const auto all = restores();
    EXPECT_EQ(all.size(), 1U);
    return all.empty() ? RestoreJob() : all.front();
  }

  // What the restore would have done: a table with these items, tagged.
  void complete(RestoreJob job, const std::vector<std::string>& keys) {
    make_table(job.target_name, {{std::string(kRestoreTestTag), job.id}}, keys);
    job.state = RestoreState::kCompleted;
    put_row(job);
  }

  void make_table(const std::string& name, Tags tags, const std::vector<std::string>& keys = {}) {
    tables::TableDescription table;
    table.name = {kAccount, kRegion, name};
    table.table_id = random_.uuid();
    table.keys.hash = {"k", values::KeyType::kString};
    table.created_at = now();
    table.tags = std::move(tags);
    world_.commit(
        [&](storage::View& view) -> storage::Decision { return tables::create(view, table, {}); });
    const auto made = tables::find(world_.store(), table.name).value();
    for (const std::string& key : keys) {
      storage::Changes changes;
      changes.put({made->stored_as, storage::kItems, codec::ordered(key)},
                  values::to_bytes(item(key)));
      world_.commit(std::move(changes));
    }
  }

  bool has_table(const std::string& name) {
    return tables::find(world_.store(), {kAccount, kRegion, name}).value().has_value();
  }

  template <class Row>
  void put_row(const Row& row) {
    storage::Changes changes;
    put(changes, table_, row);
    world_.commit(std::move(changes));
  }

  // What the manifests say of every recovery point.
  void holds(const std::vector<std::string>& keys) {
    tally_ = storage::Tally();
    for (const std::string& key : keys) {
      ++tally_->items;
      tally_->digest += values::digest_of(item(key));
    }
  }

  void forget_manifests() { tally_.reset(); }

 private:
  void open() {
    table_ = storage::side_table(world_.store(), "backup").value();
    const auto rows_of = [this](storage::Store&) -> Result<Rows> { return rows(); };
    starts_ = std::make_unique<RestoreTestStarts>(
        world_.clock(), random_, rows_of,
        [](storage::View&, const Rows& rows, storage::Changes& changes, const TestRestore& one) {
          RestoreJob job;
          job.id = one.job_id;
          job.account = one.account;
          job.region = kRegion;
          job.point_arn = one.point.arn;
          job.resource_arn = one.point.resource_arn;
          job.vault = one.point.vault;
          job.target_name = one.target_name;
          job.metadata = one.metadata;
          job.created_at = one.now;
          job.test = one.test;
          put(changes, rows.table, job);
        });
    tests_ = std::make_unique<RestoreTests>(
        world_.clock(), rows_of,
        [this](const RecoveryPoint&) -> Result<std::optional<storage::Tally>> { return tally_; });
    runner_ = std::make_unique<storage::JobRunner>(world_.clock(), random_);
    runner_->add_kind(std::string(kTestingPlanJob), [this](auto& store, const auto& row) {
      return starts_->plan_step(store, row);
    });
    runner_->add_kind(std::string(kTestingRunJob), [this](auto& store, const auto& row) {
      return starts_->run_step(store, row);
    });
    runner_->add_kind(std::string(kRestoreTestJob),
                      [this](auto& store, const auto& row) { return tests_->step(store, row); });
    runner_->add_store(world_.store());
  }

  storage::testing::World world_;
  SeededRandom random_{3};
  storage::TableId table_;
  Vault vault_;
  std::optional<storage::Tally> tally_;
  std::unique_ptr<RestoreTestStarts> starts_;
  std::unique_ptr<RestoreTests> tests_;
  std::unique_ptr<storage::JobRunner> runner_;
};

TEST(RestoreTest, BeginsOnceInsideItsStartWindow) {
  TestingWorld world;
  world.plan();
  world.select("tables");
  world.point("p1", "orders");
  world.pass(minutes(59));
  EXPECT_TRUE(world.restores().empty()) << "it is not five yet";
  world.pass(minutes(61));
  const RestoreJob job = world.restore();
  EXPECT_TRUE(job.target_name.starts_with("awsbackup-restore-test-")) << job.target_name;
  EXPECT_EQ(job.metadata.at("encryptionType"), "Default");
  ASSERT_TRUE(job.test);
  EXPECT_EQ(job.test->selection_name, "tables");
  const auto since = job.created_at - codec::parse_iso8601("2026-11-21T05:00:00Z").value();
  EXPECT_GE(since, minutes(0));
  EXPECT_LT(since, hours(1) + minutes(1));
  world.pass(hours(12));
  EXPECT_EQ(world.restores().size(), 1U);
  world.pass(hours(12));
  world.pass(hours(1));
  EXPECT_EQ(world.restores().size(), 2U) << "the next day's";
}

TEST(RestoreTest, GoesOnAfterACrashWhereItStood) {
  TestingWorld world;
  const RestoreTestingPlan plan = world.plan();
  world.select("a");
  world.select("b");
  for (int i = 0; i < 120; ++i) world.point(fmt::format("p{}", i), fmt::format("t{:03}", i));
  std::uint64_t crashes = 0;
  for (int minute = 0; minute < 130 && world.restores().size() < 240; ++minute) {
    world.wait(minutes(1));
    while (world.restores().size() < 240 && world.turn()) world.crash(++crashes);
  }
  EXPECT_GT(crashes, 6U);
  const auto jobs = world.restores();
  EXPECT_EQ(jobs.size(), 240U) << "each table once for each selection";
  std::map<std::string, int> times;
  for (const RestoreJob& job : jobs) ++times[job.resource_arn + job.test->selection_name];
  EXPECT_EQ(times.size(), 240U);
  const auto after = find<RestoreTestingPlan>(world.rows(), plan.key()).value();
  EXPECT_TRUE(after && after->last_executed_at);
}

TEST(RestoreTest, DoesNotTakePlaceOnceItsWindowHasClosed) {
  TestingWorld world;
  world.plan(2);
  world.select("tables");
  world.point("p1", "orders");
  world.jump(hours(4));  // from four to eight
  EXPECT_TRUE(world.restores().empty());
}

TEST(RestoreTest, TakesPlaceLateWhileItsWindowIsOpen) {
  TestingWorld world;
  world.plan(6);
  world.select("tables");
  world.point("p1", "orders");
  world.jump(hours(4));
  world.pass(hours(3));
  EXPECT_EQ(world.restores().size(), 1U);
}

TEST(RestoreTest, EndsWithItsPlan) {
  TestingWorld world;
  world.plan();
  world.point("p1", "orders");
  EXPECT_TRUE(delete_testing_plan(world.rows(), kAccount, "daily"));
  world.pass(hours(30));
  EXPECT_TRUE(world.restores().empty());
}

TEST(RestoreTest, ConditionsAskTheTableAsItIs) {
  TestingWorld world;
  world.plan();
  world.select("tables", {}, {{"aws:ResourceTag/test", "yes"}});
  world.make_table("orders", {{"test", "yes"}});
  world.make_table("clicks", {{"test", "no"}});
  for (const auto* table : {"orders", "clicks", "gone"}) world.point(table, table);
  world.pass(hours(1));
  world.pass(hours(1));
  EXPECT_TRUE(world.restore().resource_arn.ends_with("/orders"));
}

class Following : public testing::Test {
 protected:
  // A restore that is started, with a validation window.
  RestoreJob begin(std::optional<std::int64_t> validation_hours) {
    world_.plan();
    world_.select("tables", validation_hours);
    world_.point("p1", "orders");
    world_.pass(hours(1));
    world_.pass(hours(1));
    return world_.restore();
  }

  RestoreTest test() { return *world_.restore().test; }

  TestingWorld world_;
};

TEST_F(Following, WithoutAWindowTheComparisonIsTheVerdict) {
  const RestoreJob job = begin({});
  EXPECT_EQ(test().validation_status, "");
  world_.holds({"a", "b", "c"});
  world_.complete(job, {"c", "b", "a"});
  world_.pass(minutes(1));
  EXPECT_EQ(test().validation_status, "SUCCESSFUL");
  EXPECT_TRUE(test().validation_message.starts_with(
      "Tidemark: all 3 items are those of the recovery point (digest "))
      << test().validation_message;
  EXPECT_EQ(test().deletion_status, "SUCCESSFUL");
  EXPECT_FALSE(world_.has_table(job.target_name));
}

TEST_F(Following, ATableThatDiffersFails) {
  const RestoreJob job = begin({});
  world_.holds({"a", "b"});
  world_.complete(job, {"a", "x"});
  world_.pass(minutes(1));
  EXPECT_EQ(test().validation_status, "FAILED");
  EXPECT_NE(test().validation_message.find("is not what the recovery point holds"),
            std::string::npos);
  EXPECT_FALSE(world_.has_table(job.target_name));
}

TEST_F(Following, ATableThatDiffersCanBeLookedAtUntilTheWindowCloses) {
  const RestoreJob job = begin(3);
  world_.holds({"a", "b"});
  world_.complete(job, {"a", "x"});
  world_.pass(minutes(1));
  EXPECT_EQ(test().validation_status, "FAILED");
  world_.pass(hours(2));
  EXPECT_TRUE(world_.has_table(job.target_name)) << "our own verdict ends no window";
  world_.pass(hours(1));
  EXPECT_EQ(test().validation_status, "FAILED");
  EXPECT_FALSE(world_.has_table(job.target_name));
}

TEST_F(Following, AManifestThatIsGoneIsToldNotPassedOver) {
  const RestoreJob job = begin({});
  world_.forget_manifests();
  world_.complete(job, {"a"});
  world_.pass(minutes(1));
  EXPECT_NE(test().validation_message.find("manifest is not there to compare"), std::string::npos);
}

TEST_F(Following, NobodysVerdictTimesOut) {
  const RestoreJob job = begin(3);
  world_.holds({"a"});
  world_.complete(job, {"a"});
  world_.pass(minutes(1));
  EXPECT_EQ(test().validation_status, "VALIDATING");
  world_.pass(hours(2));
  EXPECT_TRUE(world_.has_table(job.target_name));
  world_.pass(hours(1));
  EXPECT_EQ(test().validation_status, "TIMED_OUT");
  EXPECT_EQ(test().deletion_status, "SUCCESSFUL");
  EXPECT_FALSE(world_.has_table(job.target_name));
}

TEST_F(Following, AVerdictEndsTheWindow) {
  const RestoreJob job = begin(3);
  world_.holds({"a"});
  world_.complete(job, {"a"});
  world_.pass(minutes(1));
  const auto say = [&](const std::string& status, const std::string& why) {
    return put_validation_result(world_.rows(), kAccount, job.id, status, why).value();
  };
  EXPECT_TRUE(std::holds_alternative<RestoreJob>(say("VALIDATING", "half way")));
  world_.pass(minutes(1));
  EXPECT_TRUE(world_.has_table(job.target_name));
  EXPECT_TRUE(std::holds_alternative<RestoreJob>(say("SUCCESSFUL", "as it should be")));
  world_.pass(minutes(1));
  EXPECT_EQ(test().validation_status, "SUCCESSFUL");
  EXPECT_TRUE(test().validation_message.starts_with("as it should be Tidemark: all 1 items"))
      << test().validation_message;
  EXPECT_FALSE(world_.has_table(job.target_name));
  EXPECT_TRUE(std::holds_alternative<NotValidating>(say("FAILED", "too late")));
}

TEST_F(Following, AVerdictNeedsACompletedTest) {
  const RestoreJob job = begin(3);
  const auto say = [&](const std::string& id) {
    return put_validation_result(world_.rows(), kAccount, id, "SUCCESSFUL", "").value();
  };
  EXPECT_TRUE(std::holds_alternative<NotValidating>(say(job.id)));
  EXPECT_TRUE(std::holds_alternative<RestoreJobMissing>(say("nobody")));
  RestoreJob other = job;
  other.id = "of-nobody's-plan";
  other.test.reset();
  world_.put_row(other);
  EXPECT_TRUE(std::holds_alternative<NoRestoreTest>(say(other.id)));
}

TEST_F(Following, OnlyItsOwnTableIsDeleted) {
  const RestoreJob job = begin(1);
  world_.make_table(job.target_name, {{"made", "by hand"}}, {"a"});
  RestoreJob completed = job;
  completed.state = RestoreState::kCompleted;
  world_.put_row(completed);
  world_.pass(hours(2));
  EXPECT_EQ(test().deletion_status, "FAILED");
  EXPECT_TRUE(world_.has_table(job.target_name));
}

TEST_F(Following, AFailedRestoreIsNotFollowed) {
  RestoreJob job = begin(1);
  job.state = RestoreState::kFailed;
  world_.put_row(job);
  world_.pass(hours(2));
  EXPECT_EQ(test().validation_status, "");
  EXPECT_EQ(test().deletion_status, "");
}

}  // namespace
}  // namespace tidemark::vault
