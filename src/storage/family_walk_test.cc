// A sound store walks clean; every kind of damage behind its back is named.
#include "codec/ordered_bytes.h"
#include "storage/layout.h"
#include "storage/testing/world.h"

#include <gtest/gtest.h>

namespace tidemark::storage {

namespace {

using testing::World;

const KeyspaceId kNobody{999};

std::string cur_of(TableId table, std::string_view key) {
  return cur_key({table.value}, suffix_of(kItems, codec::ordered(key)));
}

// A table with a past, a pin, a branch, a branch made free-standing, and a dropped table.
struct Lived {
  World world;
  TableId orders = world.make_table(World::kept());
  TableId plain = world.make_table({});
  TableId branch;
  Timestamp first;

  Lived() {
    first = world.put(orders, "a", "one");
    world.put(orders, "b", "two");
    world.pin("held", orders);
    world.put(orders, "a", "three");
    world.remove(orders, "b");
    world.remove(orders, "never there");
    world.put(plain, "a", "one");
    world.put(plain, "a", "two");
    branch = world.branch(orders, first);
    world.put(branch, "a", "over");
    world.remove(branch, "a");
    const TableId other = world.branch_now(orders);
    world.put(other, "c", "four");
    world.materialise(other);
    const TableId gone = world.make_table(World::kept());
    world.put(gone, "x", "y");
    world.drop(gone);
  }
};

TEST(FamilyWalk, FindsNothingInASoundStore) {
  Lived lived;

  EXPECT_EQ(lived.world.unsound(), "");
}

TEST(FamilyWalk, FindsNothingAfterTrimmingAndACrash) {
  Lived lived;
  lived.world.clock().advance(std::chrono::hours(48));
  lived.world.put(lived.orders, "z", "last");
  lived.world.housekeep();
  lived.world.crash(7);

  EXPECT_EQ(lived.world.unsound(), "");
}

TEST(FamilyWalk, NamesARowThatIsNoneOfOurs) {
  Lived lived;
  lived.world.tamper("cur", cur_of(lived.plain, "a"), "short");

  EXPECT_EQ(lived.world.unsound(), "row-undecodable");
}

TEST(FamilyWalk, NamesAKeyspaceThatNobodyNames) {
  Lived lived;
  const Timestamp at = lived.first;
  lived.world.tamper("cur", cur_key(kNobody, suffix_of(kItems, codec::ordered("a"))),
                     cur_value(at, kValueFlag, "v"));

  EXPECT_EQ(lived.world.unsound(), "orphan-keyspace");
}

TEST(FamilyWalk, NamesAnOverlapOfTwoVersions) {
  Lived lived;
  const Timestamp second = lived.first + std::chrono::seconds(3);
  lived.world.tamper("hist",
                     hist_key(cur_of(lived.orders, "a"), lived.first + std::chrono::seconds(1),
                              second + std::chrono::seconds(1)),
                     hist_value(kValueFlag, "x"));

  EXPECT_NE(lived.world.unsound().find("hist-overlap"), std::string::npos);
}

TEST(FamilyWalk, NamesAVersionThatTheChangeIndexForgot) {
  Lived lived;
  const auto entries = lived.world.rows_of("log");
  lived.world.tamper("log", entries.front().first, std::nullopt);

  EXPECT_EQ(lived.world.unsound(), "version-without-change");
}

TEST(FamilyWalk, NamesAChangeWhoseVersionIsGone) {
  Lived lived;
  // The newest version goes, and with it what ended the one before.
  const auto rows = lived.world.rows_of("hist");
  const std::string key = cur_of(lived.orders, "b");
  for (const auto& [name, value] : rows) {
    if (!name.starts_with(key)) continue;
    const auto parsed = parse_hist_key(name);
    lived.world.tamper("hist", name, std::nullopt);
    lived.world.tamper("cur", key, cur_value(parsed->start, kValueFlag, "two"));
  }

  EXPECT_EQ(lived.world.unsound(), "change-without-version");
}

TEST(FamilyWalk, NamesARowOfTheFuture) {
  Lived lived;
  lived.world.tamper("cur", cur_of(lived.plain, "a"),
                     cur_value(lived.first + std::chrono::hours(1), kValueFlag, "v"));

  EXPECT_EQ(lived.world.unsound(), "ahead-of-clock");
}

TEST(FamilyWalk, NamesATombstoneWithNothingBeneath) {
  Lived lived;
  lived.world.tamper("cur", cur_of(lived.plain, "b"),
                     cur_value(lived.first + std::chrono::seconds(1), kTombstoneFlag, ""));

  EXPECT_NE(lived.world.unsound().find("tombstone"), std::string::npos);
}

TEST(FamilyWalk, NamesAPinThatReadsWhatIsNotThere) {
  Lived lived;
  const PinState pin{"lost", {900}, lived.first, {{{900}, lived.first}}};
  lived.world.tamper("meta", pin_row_key("lost"), encode_pin(pin));

  EXPECT_EQ(lived.world.unsound(), "number stratum-gone");
}

TEST(FamilyWalk, RecountsATallyAtEveryInstant) {
  World world;
  const TableId table = world.make_table(World::kept());
  const auto put = [&](const char* key, const std::string& value, Tally delta) {
    Changes changes;
    changes.put(World::key(table, key), value);
    changes.tally(table, delta);
    world.commit(std::move(changes));
  };
  put("a", "xx", {1, 2, 0});
  put("b", "yyy", {1, 3, 0});
  put("a", "x", {0, -1, 0});
  EXPECT_EQ(world.wrong_tallies(table), "");

  put("c", "zz", {1, 3, 0});  // one byte too many

  EXPECT_NE(world.wrong_tallies(table).find("items 3, bytes 7, digest"), std::string::npos);
}

TEST(FamilyWalk, RecountsTheTallyOfEveryPartByItself) {
  World world;
  const TableId table = world.make_table(World::kept());
  const auto put = [&](const char* key, Part part, const std::string& value, Tally delta) {
    Changes changes;
    changes.put({table, part, World::key(table, key).key}, value);
    changes.tally(table, part, delta);
    world.commit(std::move(changes));
  };
  put("a", kItems, "xx", {1, 2, 0});
  put("a", 1, "x", {1, 1, 0});
  put("a", 1, "xyz", {0, 2, 0});
  put("b", 2, "xyz", {1, 3, 0});
  for (const Part part : {kItems, Part{1}, Part{2}}) {
    EXPECT_EQ(world.wrong_tallies(table, part), "") << part;
  }

  put("c", 2, "z", {1, 2, 0});

  EXPECT_EQ(world.wrong_tallies(table, 1), "");
  EXPECT_NE(world.wrong_tallies(table, 2).find("items 2, bytes 5"), std::string::npos);
}

TEST(FamilyWalk, RecountsATallyThatLiesOverABranch) {
  World world;
  const TableId table = world.make_table(World::kept());
  Changes changes;
  changes.put(World::key(table, "a"), "xx");
  changes.put(World::key(table, "b"), "yyy");
  changes.tally(table, {2, 5, 0});
  const Timestamp at = world.commit(std::move(changes));
  TableId branch;
  world.commit([&](View& view) -> Decision {
    branch = view.new_table_id();
    Changes made;
    made.new_tables.push_back(
        {branch, World::kept(), view.strata_at(table, at).value(), {2, 5, 0}});
    return made;
  });
  Changes over;
  over.remove(World::key(branch, "a"));
  over.put(World::key(branch, "c"), "z");
  over.tally(branch, {0, -1, 0});
  world.commit(std::move(over));

  EXPECT_EQ(world.wrong_tallies(branch), "");
}

}  // namespace

}  // namespace tidemark::storage
