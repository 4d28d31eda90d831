// What floors, pins and readers keep, and what goes.
#include "storage/testing/world.h"

#include <gtest/gtest.h>

namespace tidemark::storage {

namespace {

using testing::World;
constexpr std::chrono::microseconds kOne(1);
constexpr std::chrono::hours kHour(1);

StoreOptions exact() {
  return {.trim_step = kOne};
}

TEST(Trimming, LeavesWhatTheFloorInstantShows) {
  World world(exact());
  const TableId orders = world.make_table(World::kept(kHour));
  const Timestamp first = world.put(orders, "a", "one");
  const Timestamp second = world.put(orders, "a", "two");
  const Timestamp third = world.put(orders, "a", "three");

  // The floor comes to stand at the very end of the first version.
  world.clock().advance(second + kHour - world.clock().now() - std::chrono::seconds(1));
  ASSERT_EQ(world.put(orders, "z", ""), second + kHour);
  world.housekeep();

  EXPECT_EQ(world.store().window(orders).value().earliest, second);
  EXPECT_EQ(world.store().read_as_of(World::key(orders, "a"), first).error().code, Code::kInvalid);
  EXPECT_EQ(world.store().read_as_of(World::key(orders, "a"), second - kOne).error().code,
            Code::kInvalid);
  EXPECT_EQ(world.read_as_of(orders, "a", second), "two");
  EXPECT_EQ(world.read_as_of(orders, "a", third - kOne), "two");
  EXPECT_EQ(world.read_as_of(orders, "a", third), "three");
  EXPECT_EQ(world.rows_of("hist").size(), 1u);
}

TEST(Trimming, KeepsARowThatEndsOneMicrosecondAboveTheFloor) {
  World world(exact());
  const TableId orders = world.make_table(World::kept(kHour));
  const Timestamp first = world.put(orders, "a", "one");
  const Timestamp second = world.put(orders, "a", "two");
  world.put(orders, "b", "one");
  world.put(orders, "b", "two");

  world.clock().advance(second + kHour - kOne - world.clock().now() - std::chrono::seconds(1));
  world.put(orders, "z", "");
  world.housekeep();

  EXPECT_EQ(world.rows_of("hist").size(), 2u);
  EXPECT_EQ(world.read_as_of(orders, "a", second - kOne), "one");
  EXPECT_LT(first, second);
}

TEST(Trimming, LeavesWhatAPinSees) {
  World world(exact());
  const TableId orders = world.make_table(World::kept(kHour));
  world.put(orders, "a", "one");
  world.put(orders, "a", "two");
  world.pin("backup", orders);
  const Timestamp pinned = world.store().pin("backup")->at;
  world.put(orders, "a", "three");
  world.put(orders, "a", "four");

  world.clock().advance(10 * kHour);
  world.put(orders, "z", "");
  world.housekeep();

  EXPECT_EQ(world.scan_pin("backup"), "a=two");
  EXPECT_EQ(world.read_as_of(orders, "a", pinned), "two");
  EXPECT_EQ(world.store().read_as_of(World::key(orders, "a"), pinned - kOne).error().code,
            Code::kInvalid);
  EXPECT_EQ(world.store().read_as_of(World::key(orders, "a"), pinned + kOne).error().code,
            Code::kInvalid);
  EXPECT_EQ(world.rows_of("hist").size(), 1u);
  EXPECT_EQ(world.scan_pin("backup"), "a=two");

  Changes unpin;
  unpin.unpins.push_back("backup");
  world.commit(unpin);
  world.housekeep();
  EXPECT_TRUE(world.rows_of("hist").empty());
}

TEST(Trimming, GoesThroughManyFilesPieceByPiece) {
  World world({.piece_bytes = 1, .trim_step = kOne});
  const TableId orders = world.make_table(World::kept(kHour));
  std::string expected;
  for (int file = 0; file < 5; ++file) {
    for (int i = 0; i < 20; ++i) {
      const std::string key = fmt::format("k{}{:02}", file, i);
      world.put(orders, key, "one");
      world.put(orders, key, "two");
      expected += (expected.empty() ? "" : " ") + key + "=two";
    }
    ASSERT_TRUE(world.store().flush());
  }

  world.clock().advance(10 * kHour);
  world.set_history(orders, World::kept(kHour));
  world.housekeep();

  EXPECT_EQ(world.scan(orders), expected);
  EXPECT_TRUE(world.rows_of("hist").empty());
}

TEST(Trimming, WritersBesideAReaderOfATableWithoutHistoryStartNoWork) {
  World world;
  const TableId orders = world.make_table({});
  const Timestamp then = world.put(orders, "a", "one");
  const std::string expected = world.scan(orders);
  auto scan = world.store().scan_as_of({orders, kItems, "", ""}, then, Direction::kForward);
  ASSERT_TRUE(scan);
  world.put(orders, "a", "two");

  EXPECT_FALSE(world.store().housekeeping_due_at());
  EXPECT_EQ(testing::to_text(std::move(scan).value()), expected);
  EXPECT_TRUE(world.store().housekeeping_due_at());
  world.housekeep();
  EXPECT_TRUE(world.rows_of("hist").empty());
}

TEST(Trimming, LeavesWhatAReaderIsWalking) {
  World world(exact());
  const TableId orders = world.make_table(World::kept(kHour));
  for (int i = 0; i < 50; ++i) world.put(orders, fmt::format("k{:02}", i), "old");
  const Timestamp then = world.store().commit_clock();
  const std::string expected = world.scan_as_of(orders, then);
  auto scan = world.store().scan_as_of({orders, kItems, "", ""}, then, Direction::kForward);
  ASSERT_TRUE(scan);
  for (int i = 0; i < 50; ++i) world.put(orders, fmt::format("k{:02}", i), "new");

  world.clock().advance(10 * kHour);
  world.put(orders, "z", "");
  world.housekeep();
  EXPECT_FALSE(world.store().housekeeping_due_at());
  EXPECT_EQ(testing::to_text(std::move(scan).value()), expected);

  world.housekeep();
  EXPECT_TRUE(world.rows_of("hist").empty());
}

TEST(Trimming, WithHistoryOffAndNothingPinnedNothingIsKept) {
  World world;
  const TableId orders = world.make_table({});
  world.put(orders, "a", "one");
  world.put(orders, "a", "two");
  world.remove(orders, "a");

  EXPECT_TRUE(world.rows_of("hist").empty());
  EXPECT_TRUE(world.rows_of("log").empty());
  EXPECT_TRUE(world.rows_of("cur").empty());
}

TEST(Trimming, WithHistoryOffAPinKeepsOnlyItsInstant) {
  World world;
  const TableId orders = world.make_table({});
  world.put(orders, "a", "one");
  world.pin("backup", orders);
  world.put(orders, "a", "two");
  world.put(orders, "a", "three");

  EXPECT_EQ(world.rows_of("hist").size(), 1u);
  EXPECT_EQ(world.scan_pin("backup"), "a=one");
  // After the restart it looks once, and then no more.
  world.housekeep();
  EXPECT_FALSE(world.store().housekeeping_due_at());
  EXPECT_EQ(world.scan_pin("backup"), "a=one");
}

TEST(Trimming, TurningHistoryOffDropsThePast) {
  World world;
  const TableId orders = world.make_table(World::kept());
  world.put(orders, "a", "one");
  world.put(orders, "a", "two");
  world.set_history(orders, {});
  world.housekeep();

  EXPECT_TRUE(world.rows_of("hist").empty());
  EXPECT_TRUE(world.rows_of("log").empty());
  EXPECT_EQ(world.read(orders, "a"), "two");
}

TEST(Trimming, TheChangeIndexReachesBackToTheFloor) {
  World world(exact());
  const TableId orders = world.make_table(World::kept(kHour));
  const Timestamp first = world.put(orders, "a", "one");
  const Timestamp second = world.put(orders, "b", "two");
  world.clock().advance(first + kHour - world.clock().now() - std::chrono::seconds(1));
  const Timestamp last = world.put(orders, "c", "three");
  world.housekeep();

  EXPECT_EQ(world.store().changes(orders, first - kOne, last, 10, {}).error().code, Code::kInvalid);
  const auto page = world.store().changes(orders, first, last, 10, {}).value();
  ASSERT_EQ(page.changes.size(), 2u);
  EXPECT_EQ(page.changes[0].at, second);
  EXPECT_EQ(world.rows_of("log").size(), 2u);
}

TEST(Trimming, IsNotDueWhenThereIsNothingToDrop) {
  World world;
  const TableId orders = world.make_table(World::kept(kHour));
  world.clock().advance(10 * kHour);
  world.set_history(orders, World::kept(kHour));

  EXPECT_FALSE(world.store().housekeeping_due_at());
  EXPECT_EQ(world.housekeep(), 0);
}

TEST(Trimming, FloorsStandStillWhileTheClockIsInDoubt) {
  World world(exact());
  const TableId orders = world.make_table(World::kept(kHour));
  world.put(orders, "a", "one");
  world.put(orders, "a", "two");
  world.clock().step_to(world.clock().now() + 10 * kHour);
  world.put(orders, "z", "");

  EXPECT_EQ(world.housekeep(), 0);
  EXPECT_TRUE(world.store().metrics().clock_in_doubt);
  EXPECT_EQ(world.rows_of("hist").size(), 1u);

  world.store().accept_clock();
  world.housekeep();
  EXPECT_TRUE(world.rows_of("hist").empty());
}

TEST(Trimming, ADoubtOutlivesARestartAndItsOwnCommits) {
  World world(exact());
  world.doubt_the_clock();
  const TableId orders = world.make_table(World::kept(kHour));
  world.put(orders, "a", "one");
  const Timestamp one = world.clock().now();
  world.put(orders, "a", "two");
  world.clock().step_to(world.clock().now() + std::chrono::days(365));
  // From here on the last commit is as far ahead as the clock is.
  world.put(orders, "a", "three");
  world.crash(1);
  world.put(orders, "z", "");

  EXPECT_EQ(world.housekeep(), 0);
  EXPECT_EQ(world.read_as_of(orders, "a", one), "one");

  world.clock().step_to(world.clock().now() - std::chrono::days(365));
  world.housekeep();
  EXPECT_FALSE(world.store().clock_in_doubt());
  EXPECT_EQ(world.read_as_of(orders, "a", one), "one");
  EXPECT_EQ(world.read(orders, "a"), "three");
}

TEST(DroppedTables, StayReadableUntilTheFloorPassesTheDrop) {
  World world(exact());
  const TableId orders = world.make_table(World::kept(kHour));
  const Timestamp at = world.put(orders, "a", "one");
  world.drop(orders);
  const Timestamp dropped = *world.store().table(orders)->dropped_at;

  EXPECT_EQ(world.store().read(World::key(orders, "a")).error().code, Code::kNotFound);
  EXPECT_EQ(world.read_as_of(orders, "a", dropped - kOne), "one");
  EXPECT_EQ(world.store().read_as_of(World::key(orders, "a"), dropped).error().code,
            Code::kInvalid);

  world.clock().advance(dropped + kHour - kOne - world.clock().now() - std::chrono::seconds(1));
  const TableId other = world.make_table({});
  world.housekeep();
  EXPECT_EQ(world.read_as_of(orders, "a", dropped - kOne), "one");

  world.put(other, "z", "");
  world.housekeep();
  EXPECT_FALSE(world.store().table(orders));
  EXPECT_EQ(world.rows_of("cur").size(), 1u);
  EXPECT_TRUE(world.rows_of("log").empty());
  EXPECT_LT(at, dropped);
}

TEST(DroppedTables, GoWithTheirFilesAndLeaveTheirNeighboursAlone) {
  World world({.trim_step = kOne});
  const TableId before = world.make_table(World::kept());
  const TableId middle = world.make_table(World::kept());
  const TableId after = world.make_table(World::kept());
  for (const TableId table : {before, middle, after}) {
    for (int i = 0; i < 20; ++i) world.put(table, fmt::format("k{:02}", i), "one");
    for (int i = 0; i < 20; i += 2) world.remove(table, fmt::format("k{:02}", i));
    ASSERT_TRUE(world.store().flush());
  }
  ASSERT_TRUE(world.store().compact());
  const std::string expected = world.scan(before);
  const Timestamp then = world.store().commit_clock();

  world.drop(middle);
  world.purge(middle);
  world.housekeep();

  EXPECT_EQ(world.scan(before), expected);
  EXPECT_EQ(world.scan_as_of(after, then), expected);
  const auto changes =
      world.store().changes(after, world.store().table(after)->created_at, then, 100, {});
  EXPECT_EQ(changes.value().changes.size(), 30u);
  EXPECT_EQ(world.rows_of("cur").size(), 20u);
  EXPECT_EQ(world.rows_of("hist").size(), 20u);
  EXPECT_EQ(world.rows_of("log").size(), 60u);
}

TEST(DroppedTables, APurgeEndsThePastAtOnceButNotWhatPinsSee) {
  World world;
  const TableId orders = world.make_table(World::kept());
  world.put(orders, "a", "one");
  world.pin("backup", orders);
  world.put(orders, "a", "two");
  world.drop(orders);
  world.purge(orders);
  world.housekeep();

  EXPECT_FALSE(world.store().table(orders));
  EXPECT_EQ(world.scan_pin("backup"), "a=one");

  Changes unpin;
  unpin.unpins.push_back("backup");
  world.commit(unpin);
  world.housekeep();
  EXPECT_TRUE(world.rows_of("cur").empty());
  EXPECT_TRUE(world.rows_of("hist").empty());
  EXPECT_TRUE(world.rows_of("log").empty());
}

}  // namespace

}  // namespace tidemark::storage
