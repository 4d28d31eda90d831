#include "storage/store.h"

#include "codec/ordered_bytes.h"
#include "storage/testing/world.h"

#include <gtest/gtest.h>

namespace tidemark::storage {

namespace {

using testing::World;

TEST(Store, ReadsBackWhatItCommitted) {
  World world;
  const TableId orders = world.make_table({});

  const Timestamp at = world.put(orders, "a", "one");

  EXPECT_EQ(world.read(orders, "a"), "one");
  EXPECT_EQ(world.store().read(world.key(orders, "a")).value()->written_at, at);
}

TEST(Store, KeepsWhatItCommittedOverARestart) {
  World world;
  const TableId orders = world.make_table({});
  world.put(orders, "a", "one");

  world.restart();

  EXPECT_EQ(world.read(orders, "a"), "one");
}

TEST(Store, ReadsEveryInstantAroundAnOverwrite) {
  World world;
  const TableId orders = world.make_table(World::kept());
  const Timestamp first = world.put(orders, "a", "one");
  world.clock().advance(std::chrono::seconds(5));
  const Timestamp second = world.put(orders, "a", "two");
  const std::chrono::microseconds one(1);

  EXPECT_EQ(world.read_as_of(orders, "a", first - one), "");
  EXPECT_EQ(world.read_as_of(orders, "a", first), "one");
  EXPECT_EQ(world.read_as_of(orders, "a", second - one), "one");
  EXPECT_EQ(world.read_as_of(orders, "a", second), "two");
}

TEST(Store, RefusesAnInstantAheadOfTheCommitClock) {
  World world;
  const TableId orders = world.make_table(World::kept());
  const std::chrono::microseconds one(1);

  EXPECT_TRUE(world.store().close_instant(world.store().commit_clock()));
  EXPECT_EQ(world.store().close_instant(world.store().commit_clock() + one).error().code,
            Code::kInvalid);
  EXPECT_EQ(world.store()
                .read_as_of(world.key(orders, "a"), world.store().commit_clock() + one)
                .error()
                .code,
            Code::kInvalid);
}

TEST(Store, ScansForwardAndBackwardAsOfAnInstant) {
  World world;
  const TableId orders = world.make_table(World::kept());
  world.put(orders, "a", "a1");
  world.put(orders, "b", "b1");
  const Timestamp then = world.put(orders, "c", "c1");
  world.put(orders, "b", "b2");
  world.remove(orders, "c");
  world.put(orders, "d", "d1");

  EXPECT_EQ(world.scan(orders), "a=a1 b=b2 d=d1");
  EXPECT_EQ(world.scan_as_of(orders, then), "a=a1 b=b1 c=c1");
  EXPECT_EQ(world.scan_as_of(orders, then, Direction::kBackward), "c=c1 b=b1 a=a1");
}

TEST(Store, ABranchShowsItsParentUntilItIsWrittenTo) {
  World world;
  const TableId orders = world.make_table(World::kept());
  world.put(orders, "a", "a1");
  const Timestamp then = world.put(orders, "b", "b1");
  world.put(orders, "a", "a2");
  const TableId branch = world.branch(orders, then);

  EXPECT_EQ(world.scan(branch), "a=a1 b=b1");
  world.remove(branch, "a");
  EXPECT_EQ(world.scan(branch), "b=b1");
  world.put(branch, "a", "a9");
  EXPECT_EQ(world.scan(branch), "a=a9 b=b1");
  EXPECT_EQ(world.scan(orders), "a=a2 b=b1");
}

TEST(Store, ABranchOutlivesItsParentAndItsMaterialising) {
  World world;
  const TableId orders = world.make_table({});
  for (int i = 0; i < 200; ++i) world.put(orders, fmt::format("k{:03}", i), std::string(100, 'v'));
  const Timestamp then = world.put(orders, "k000", "v");
  const TableId branch = world.branch_now(orders);
  const std::string before = world.scan(branch);
  world.put(orders, "k001", "changed");
  world.drop(orders);
  world.housekeep();

  world.materialise(branch);
  EXPECT_EQ(world.scan(branch), before);
  world.housekeep();
  EXPECT_EQ(world.scan(branch), before);
  EXPECT_EQ(world.read_as_of(branch, "k000", world.store().commit_clock()), "v");
  EXPECT_LT(then, world.store().commit_clock());
}

TEST(Store, APinShowsItsInstantAfterTheTableIsGone) {
  World world;
  const TableId orders = world.make_table({});
  world.put(orders, "a", "a1");
  world.pin("backup", orders);
  world.put(orders, "a", "a2");
  world.drop(orders);
  world.housekeep();

  EXPECT_EQ(world.scan_pin("backup"), "a=a1");
}

}  // namespace

}  // namespace tidemark::storage
