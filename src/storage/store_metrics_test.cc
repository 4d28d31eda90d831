// What a store tells of itself, and which lines it writes to the log.
#include "base/log.h"
#include "base/random.h"
#include "storage/group_record.h"
#include "storage/job_runner.h"
#include "storage/testing/world.h"

#include <gtest/gtest.h>

namespace tidemark::storage {

namespace {

using testing::World;
constexpr std::chrono::hours kHour(1);

// The lines logged while it lives.
class LogLines {
 public:
  LogLines() {
    set_log_sink([this](std::string_view line) { text_ += line; });
  }

  ~LogLines() { set_log_sink(nullptr); }

  LogLines(const LogLines&) = delete;
  LogLines& operator=(const LogLines&) = delete;

  [[nodiscard]] const std::string& text() const { return text_; }

  [[nodiscard]] int count(std::string_view what) const {
    int found = 0;
    for (auto at = text_.find(what); at != text_.npos; at = text_.find(what, at + 1)) ++found;
    return found;
  }

 private:
  std::string text_;
};

Decide put(TableId table, const std::string& key, const std::string& value) {
  return [=](View&) -> Decision {
    Changes changes;
    changes.put(World::key(table, key), value);
    return changes;
  };
}

TEST(StoreMetrics, TellHowBigGroupsAre) {
  World world;
  const TableId orders = world.make_table({});
  const StoreMetrics before = world.store().metrics();

  world.commit_in_one_group(
      {put(orders, "a", std::string(3000, 'x')), put(orders, "b", "2"), put(orders, "c", "3")});

  const StoreMetrics after = world.store().metrics();
  EXPECT_GE(after.commits - before.commits, 3u);
  EXPECT_EQ(after.group_decisions.count(), after.groups);
  EXPECT_EQ(after.group_bytes.count(), after.groups);
  EXPECT_EQ(after.sync_micros.count(), after.syncs);
  EXPECT_GT(after.group_bytes.sum - before.group_bytes.sum, 3000u);
  // One group of three: in the bucket of 3 and 4.
  EXPECT_GE(after.group_decisions.buckets[2] - before.group_decisions.buckets[2], 1u);
}

TEST(StoreMetrics, TellWhoReadsThePast) {
  World world;
  const TableId orders = world.make_table(World::kept());
  const Timestamp first = world.put(orders, "a", "one");
  world.put(orders, "a", "two");
  EXPECT_EQ(world.store().metrics().readers, 0u);
  {
    const auto scan =
        world.store().scan_as_of({orders, kItems, "", ""}, first, Direction::kForward);
    ASSERT_TRUE(scan);
    const StoreMetrics metrics = world.store().metrics();
    EXPECT_EQ(metrics.readers, 1u);
    EXPECT_EQ(metrics.oldest_reader, first);
  }
  EXPECT_EQ(world.store().metrics().readers, 0u);
  EXPECT_EQ(world.store().metrics().oldest_reader, std::nullopt);
}

TEST(StoreMetrics, TellHowFarTrimmingLags) {
  World world({.trim_step = std::chrono::microseconds(1)});
  const TableId orders = world.make_table(World::kept(kHour));
  world.put(orders, "a", std::string(100, '1'));
  const Timestamp second = world.put(orders, "a", "two");
  EXPECT_EQ(world.store().metrics().floor_lag.count(), 0);

  world.clock().advance(3 * kHour);
  const Timestamp last = world.put(orders, "z", "");

  const StoreMetrics due = world.store().metrics();
  EXPECT_EQ(due.floor_lag, last - kHour - world.store().table(orders)->history.floor);
  EXPECT_EQ(due.trim_pieces, 0u);

  world.housekeep();
  const StoreMetrics done = world.store().metrics();
  EXPECT_EQ(done.floor_lag.count(), 0);
  EXPECT_EQ(done.keyspaces_to_trim, 0u);
  EXPECT_GE(done.trim_pieces, 2u);
  EXPECT_GT(done.trim_bytes, 0u);
  EXPECT_LT(second, world.store().table(orders)->history.floor);
}

TEST(StoreMetrics, TellWhatAKeyspaceTakes) {
  World world;
  const TableId small = world.make_table({});
  const TableId large = world.make_table(World::kept());
  std::string noise;
  SeededRandom random(1);
  for (int i = 0; i < 200; ++i) {
    world.put(large, std::to_string(i), random.hex(2000));
    world.put(large, std::to_string(i), random.hex(2000));
  }
  world.put(small, "a", "one");
  ASSERT_TRUE(world.store().flush());

  const std::vector<KeyspaceId> asked{{small.value}, {large.value}, {999}};
  const auto bytes = world.store().approximate_bytes(asked);

  ASSERT_EQ(bytes.size(), 3u);
  EXPECT_GT(bytes[1].current, 100'000u);
  EXPECT_GT(bytes[1].history, 100'000u);
  EXPECT_GT(bytes[1].log, 0u);
  EXPECT_LT(bytes[0].history, 10'000u);
  EXPECT_EQ(bytes[2].current, 0u);
  EXPECT_TRUE(world.store().approximate_bytes({}).empty());
}

TEST(StoreMetrics, TellOfFamilies) {
  World world;
  const TableId orders = world.make_table(World::kept());
  world.put(orders, "a", std::string(1000, 'x'));
  ASSERT_TRUE(world.store().flush());

  const StoreMetrics metrics = world.store().metrics();
  ASSERT_EQ(metrics.families.size(), 4u);
  EXPECT_EQ(metrics.families[0].name, "meta");
  EXPECT_EQ(metrics.families[1].name, "cur");
  EXPECT_GE(metrics.families[1].files, 1u);
  EXPECT_GT(metrics.families[1].file_bytes, 0u);
  EXPECT_FALSE(metrics.writes_stopped);
}

TEST(StoreLog, SaysOnceThatTheReserveIsReachedAndOnceThatItIsLeft) {
  World world({.disk_reserve_bytes = 1000, .name = "eu-west-1"});
  const TableId orders = world.make_table({});
  const LogLines lines;

  world.disk().set_free_space(999);
  for (int i = 0; i < 5; ++i) {
    const Outcome outcome = world.store().transact_and_wait({}, put(orders, "secret", "secret"));
    EXPECT_EQ(std::get<Error>(outcome).code, Code::kBusy);
  }
  world.disk().set_free_space(1000);
  for (int i = 0; i < 5; ++i) world.put(orders, "secret", "secret");

  EXPECT_EQ(lines.count("the disk reserve is reached"), 1) << lines.text();
  EXPECT_EQ(lines.count("store=eu-west-1 free_bytes=999 reserve_bytes=1000"), 1) << lines.text();
  EXPECT_EQ(lines.count("the disk has room again"), 1) << lines.text();
  EXPECT_EQ(lines.count("secret"), 0) << lines.text();
}

TEST(StoreLog, WarnsOfSlowGroupsNowAndThen) {
  GroupRecord record("eu-west-1");
  const LogLines lines;

  record.wrote(3, 100, 999'999);
  EXPECT_EQ(lines.text(), "");
  record.wrote(3, 100, 1'000'000);
  record.wrote(3, 100, 2'000'000);

  EXPECT_EQ(lines.count("was slow"), 1) << lines.text();
  EXPECT_EQ(lines.count("store=eu-west-1 micros=1000000 decisions=3 bytes=100"), 1) << lines.text();
  StoreMetrics metrics;
  record.add_to(metrics);
  EXPECT_EQ(metrics.slow_groups, 2u);
  EXPECT_EQ(metrics.sync_micros.count(), 3u);
}

class JobLog : public ::testing::Test {
 protected:
  JobLog() { runner_.add_store(world_.store(), "eu-west-1"); }

  void add_job(const std::string& kind) {
    Changes changes;
    JobRow row;
    row.id = "j1";
    row.kind = kind;
    row.due_at = world_.clock().now();
    changes.jobs.push_back(row);
    world_.commit(std::move(changes));
  }

  World world_;
  SeededRandom random_{1};
  JobRunner runner_{world_.clock(), random_};
};

TEST_F(JobLog, SaysWhenAJobBeganAndWhenItIsDone) {
  runner_.add_kind("count", [](Store&, const JobRow& row) -> Result<Step> {
    Step step{row, false, {}};
    step.row.state += "x";
    step.finished = step.row.state.size() == 3;
    return step;
  });
  add_job("count");
  const LogLines lines;

  runner_.turn();
  EXPECT_EQ(runner_.activity().begun.size(), 1u);
  EXPECT_EQ(runner_.activity().begun.begin()->first.second, "j1");
  while (runner_.turn()) {
  }

  EXPECT_EQ(lines.count("a job has begun store=eu-west-1 job=j1 kind=count"), 1) << lines.text();
  EXPECT_EQ(lines.count("a job is done store=eu-west-1 job=j1 kind=count steps=3"), 1)
      << lines.text();
  const JobRunner::Activity activity = runner_.activity();
  EXPECT_TRUE(activity.begun.empty());
  EXPECT_EQ(activity.kinds.at("count").steps, 3u);
  EXPECT_EQ(activity.kinds.at("count").finished, 1u);
  EXPECT_EQ(activity.kinds.at("count").failures, 0u);
}

TEST_F(JobLog, SaysOnceThatAJobIsTriedAgainAndAlwaysThatItIsGivenUp) {
  runner_.add_kind("bad", [](Store&, const JobRow&) -> Result<Step> {
    return fail(Code::kCorrupt, "its row is damaged");
  });
  add_job("bad");
  const LogLines lines;

  for (int i = 0; i < 100; ++i) {
    while (runner_.turn()) {
    }
    world_.clock().advance(std::chrono::minutes(10));
  }

  EXPECT_EQ(lines.count("will be tried again"), 1) << lines.text();
  EXPECT_EQ(lines.count("a job failed for good"), 1) << lines.text();
  EXPECT_EQ(runner_.activity().kinds.at("bad").failures, kMaxJobFailures);
}

}  // namespace

}  // namespace tidemark::storage
