// What a stopped store tells of versions, pins and what trimming would drop.
#include "storage/stopped_use.h"

#include "storage/testing/world.h"

#include <gtest/gtest.h>

namespace tidemark::storage {

namespace {

using testing::World;
constexpr std::chrono::hours kHour(1);

const HistoryUse& history_of(const StoppedUse& use, TableId table) {
  return *use.keyspaces.at({table.value}).history;
}

TEST(StoppedUse, CountsVersionsOfItems) {
  World world;
  const TableId orders = world.make_table(World::kept());
  const TableId plain = world.make_table({});
  for (int i = 0; i < 5; ++i) world.put(orders, "a", std::string(100, 'x'));
  for (int i = 0; i < 5; ++i) world.put(plain, "a", "y");
  const Timestamp last = world.put(orders, "b", "z");

  const StoppedUse use = world.use();

  EXPECT_EQ(use.format, 1u);
  EXPECT_EQ(use.last_commit, last);
  EXPECT_EQ(history_of(use, orders).items.versions, 4u);
  EXPECT_GT(history_of(use, orders).items.bytes, 400u);
  EXPECT_EQ(history_of(use, orders).freeable.versions, 0u);
  EXPECT_EQ(history_of(use, plain).items.versions, 0u);
  EXPECT_EQ(use.families.size(), 4u);
}

TEST(StoppedUse, TellsWhatTrimmingWouldDrop) {
  World world;
  const TableId orders = world.make_table(World::kept(kHour));
  for (int i = 0; i < 3; ++i) world.put(orders, "a", "early");
  world.clock().advance(2 * kHour);
  world.put(orders, "a", "late");
  world.put(orders, "a", "later");

  const StoppedUse before = world.use();
  // Two early versions ended two hours ago; the third ended when "late" came.
  EXPECT_EQ(history_of(before, orders).items.versions, 4u);
  EXPECT_EQ(history_of(before, orders).freeable.versions, 2u);
  EXPECT_EQ(world.rows_of("hist").size(), 4u);

  world.housekeep();
  const StoppedUse after = world.use();
  EXPECT_EQ(history_of(after, orders).items.versions, 2u);
  EXPECT_EQ(history_of(after, orders).freeable.versions, 0u);
}

TEST(StoppedUse, NamesWhatAPinAloneHolds) {
  World world;
  const TableId orders = world.make_table(World::kept(kHour));
  world.put(orders, "a", "one");
  world.pin("first", orders);
  const Timestamp first = world.store().pin("first")->at;
  world.put(orders, "b", "two");
  world.pin("second", orders);
  const Timestamp second = world.store().pin("second")->at;
  world.put(orders, "a", "three");  // ends a version that both see
  world.put(orders, "b", "four");   // ends a version that only the second sees
  world.put(orders, "b", "five");   // ends a version that neither sees
  world.clock().advance(2 * kHour);
  world.put(orders, "z", "");

  const StoppedUse use = world.use();

  const HistoryUse& history = history_of(use, orders);
  EXPECT_EQ(history.held_by_more.versions, 1u);
  EXPECT_EQ(history.held_by_one.versions, 1u);
  EXPECT_EQ(history.held_by.count(first), 0u);
  EXPECT_EQ(history.held_by.at(second).versions, 1u);
  EXPECT_EQ(history.freeable.versions, 1u);
}

TEST(StoppedUse, OfATableWithoutHistoryOnlyPinsHoldAnything) {
  World world;
  const TableId plain = world.make_table({});
  world.put(plain, "a", "one");
  world.pin("held", plain);
  world.put(plain, "a", "two");

  const StoppedUse use = world.use();

  EXPECT_EQ(history_of(use, plain).items.versions, 1u);
  EXPECT_EQ(history_of(use, plain).held_by_one.versions, 1u);
  EXPECT_EQ(history_of(use, plain).freeable.versions, 0u);
}

}  // namespace

}  // namespace tidemark::storage
