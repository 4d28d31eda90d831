// Branches: tables as lists of strata, and how they become free-standing.
#include "codec/ordered_bytes.h"
#include "storage/copy_lanes.h"
#include "storage/testing/world.h"

#include <gtest/gtest.h>

namespace tidemark::storage {

namespace {

using testing::World;
constexpr std::chrono::microseconds kOne(1);

TEST(Branches, ADeletedAndReputKeyIsKnownAsOfEveryInstant) {
  World world;
  const TableId orders = world.make_table(World::kept());
  world.put(orders, "a", "parent");
  const TableId branch = world.branch_now(orders);
  const Timestamp made = world.store().table(branch)->created_at;
  const Timestamp removed = world.remove(branch, "a");
  const Timestamp again = world.put(branch, "a", "own");
  const Timestamp changed = world.put(branch, "a", "own2");

  EXPECT_EQ(world.read_as_of(branch, "a", made), "parent");
  EXPECT_EQ(world.read_as_of(branch, "a", removed - kOne), "parent");
  EXPECT_EQ(world.read_as_of(branch, "a", removed), "");
  EXPECT_EQ(world.read_as_of(branch, "a", again - kOne), "");
  EXPECT_EQ(world.scan_as_of(branch, removed), "");
  EXPECT_EQ(world.read_as_of(branch, "a", again), "own");
  EXPECT_EQ(world.scan_as_of(branch, again), "a=own");
  EXPECT_EQ(world.scan_as_of(branch, changed, Direction::kBackward), "a=own2");
}

TEST(Branches, OfABranchOfABranchReadThroughAllOfThem) {
  World world;
  const TableId first = world.make_table(World::kept());
  world.put(first, "a", "1");
  world.put(first, "b", "1");
  const TableId second = world.branch_now(first);
  world.put(second, "b", "2");
  const TableId third = world.branch_now(second);
  world.put(third, "c", "3");
  const TableId fourth = world.branch_now(third);
  world.remove(fourth, "a");

  EXPECT_EQ(world.scan(fourth), "b=2 c=3");
  EXPECT_EQ(world.scan(third), "a=1 b=2 c=3");
}

TEST(Branches, MayBeOneDeeperThanServedAndNoMore) {
  World world;
  TableId table = world.make_table(World::kept());
  world.put(table, "a", "1");
  for (std::size_t depth = 2; depth <= kMaxStrata + 1; ++depth) table = world.branch_now(table);

  const Outcome refused = world.store().transact_and_wait({}, [&](View& view) -> Decision {
    Changes changes;
    changes.first_in_group = true;
    changes.new_tables.push_back(
        {view.new_table_id(), {}, view.strata_at(table, view.before()).value(), {}});
    return changes;
  });

  EXPECT_EQ(std::get<Error>(refused).code, Code::kConflict);
  world.materialise(table);
  EXPECT_EQ(world.scan(world.branch_now(table)), "a=1");
}

TEST(Branches, StartWithTheTallyTheyAreGiven) {
  World world;
  const TableId orders = world.make_table(World::kept());
  world.put(orders, "a", "1");
  TableId branch;
  const Timestamp made = world.commit([&](View& view) -> Decision {
    branch = view.new_table_id();
    Changes changes;
    changes.first_in_group = true;
    changes.new_tables.push_back(
        {branch, World::kept(), view.strata_at(orders, view.before()).value(), {1, 2, 3}});
    return changes;
  });

  EXPECT_EQ(world.store().tally(branch).value(), (Tally{1, 2, 3}));
  EXPECT_EQ(world.store().tally_as_of(branch, made).value(), (Tally{1, 2, 3}));
  EXPECT_EQ(world.store().tally_as_of(branch, made - kOne).error().code, Code::kInvalid);
}

TEST(Branches, OfAnInstantBelowTheWindowAreRefused) {
  World world;
  const TableId orders = world.make_table(World::kept());
  const Timestamp made = world.store().table(orders)->created_at;
  std::optional<Code> before;
  std::optional<Code> ahead;
  world.store().transact_and_wait({}, [&](View& view) -> Decision {
    before = view.strata_at(orders, made - kOne).error().code;
    ahead = view.strata_at(orders, view.now()).error().code;
    EXPECT_TRUE(view.strata_at(orders, made));
    EXPECT_TRUE(view.strata_at(orders, view.before()));
    return Refused{};
  });

  EXPECT_EQ(before, Code::kInvalid);
  EXPECT_EQ(ahead, Code::kInvalid);
}

TEST(Materialising, InSmallPiecesCopiesEverythingOnce) {
  World world({.piece_bytes = 300});
  const TableId orders = world.make_table(World::kept());
  for (int i = 0; i < 100; ++i) world.put(orders, fmt::format("k{:03}", i), fmt::format("v{}", i));
  for (int i = 0; i < 100; i += 3) world.remove(orders, fmt::format("k{:03}", i));
  const TableId branch = world.branch_now(orders);
  world.put(branch, "k001", "own");
  world.remove(branch, "k002");
  const std::string expected = world.scan(branch);
  const Timestamp then = world.store().commit_clock();

  world.materialise(branch);

  EXPECT_EQ(world.scan(branch), expected);
  EXPECT_EQ(world.scan_as_of(branch, then), expected);
  world.drop(orders);
  world.purge(orders);
  world.housekeep();
  world.restart();
  EXPECT_EQ(world.scan(branch), expected);
  EXPECT_EQ(world.scan_as_of(branch, then, Direction::kBackward).size(), expected.size());
}

TEST(Materialising, ResumesAfterACrashWithLanesHalfDone) {
  World world({.piece_bytes = 300});
  const TableId orders = world.make_table(World::kept());
  for (int i = 0; i < 100; ++i) world.put(orders, fmt::format("k{:03}", i), fmt::format("v{}", i));
  const TableId branch = world.branch_now(orders);
  const std::string expected = world.scan(branch);
  const KeyspaceId base = world.begin_base(branch);
  Store::Piece piece;
  int with_two_lanes = 0;
  for (std::uint64_t pieces = 1; !piece.last; ++pieces) {
    // What was copied in the piece before the plug was pulled is copied again.
    ASSERT_TRUE(world.store().materialise_piece(branch, base, piece.cursor));
    world.crash(pieces);
    const auto again = world.store().materialise_piece(branch, base, piece.cursor);
    ASSERT_TRUE(again) << to_text(again.error());
    if (decode_lanes(again.value().cursor).value().size() == 2) ++with_two_lanes;
    piece = again.value();
    ASSERT_LT(pieces, 50U);
  }
  EXPECT_GT(with_two_lanes, 1);
  Changes exchange;
  exchange.strata.push_back({branch, {{base}}});
  world.commit(std::move(exchange));

  EXPECT_EQ(world.scan(branch), expected);
  EXPECT_EQ(world.unsound(), "");
}

TEST(Materialising, AReaderGoesOnWithTheListItStartedWith) {
  World world({.piece_bytes = 300});
  const TableId orders = world.make_table({});
  for (int i = 0; i < 100; ++i) world.put(orders, fmt::format("k{:03}", i), "v");
  const TableId branch = world.branch_now(orders);
  const std::string expected = world.scan(branch);
  auto reader = world.store().scan({branch, kItems, "", ""}, Direction::kForward);
  ASSERT_TRUE(reader);

  for (int i = 0; i < 100; ++i) world.put(orders, fmt::format("k{:03}", i), "changed");
  world.materialise(branch);
  world.drop(orders);
  world.housekeep();

  EXPECT_EQ(testing::to_text(std::move(reader).value()), expected);
  EXPECT_GT(world.housekeep(), 0);
  EXPECT_TRUE(world.rows_of("hist").empty());
}

TEST(Materialising, AnAbandonedBaseIsRemoved) {
  World world;
  const TableId orders = world.make_table({});
  world.put(orders, "a", "1");
  const TableId branch = world.branch_now(orders);
  const KeyspaceId base = world.begin_base(branch);
  ASSERT_TRUE(world.store().materialise_piece(branch, base, ""));
  EXPECT_EQ(world.housekeep(), 0);

  world.set_history(branch, {});
  world.drop(branch);
  world.housekeep();

  EXPECT_EQ(world.rows_of("cur").size(), 1u);
  EXPECT_EQ(world.store().materialise_piece(branch, base, "").error().code, Code::kNotFound);
}

TEST(Ranges, MayEndOneByteAfterAKey) {
  World world;
  const TableId orders = world.make_table(World::kept());
  for (const char* key : {"a", "b", "c"}) world.put(orders, key, "old");
  const Timestamp then = world.store().commit_clock();
  for (const char* key : {"a", "b", "c"}) world.remove(orders, key);
  const std::string after_a = World::key(orders, "a").key + '\0';
  const std::string after_b = World::key(orders, "b").key + '\0';
  const auto text = [&](const std::string& from, const std::string& until, Direction direction) {
    return testing::to_text(
        world.store().scan_as_of({orders, kItems, from, until}, then, direction).value());
  };

  EXPECT_EQ(text(after_a, after_b, Direction::kForward), "b=old");
  EXPECT_EQ(text(after_a, after_b, Direction::kBackward), "b=old");
  EXPECT_EQ(text("", after_b, Direction::kBackward), "b=old a=old");
  EXPECT_EQ(text(after_a, "", Direction::kForward), "b=old c=old");
}

// A table whose rows come from elsewhere: empty until one commit puts the filled base beneath it.
TEST(FilledBases, AreReadOnceTheyLieBeneathATable) {
  World world;
  const TableId table = world.make_table(World::kept());
  const KeyspaceId base = world.begin_base(table);
  std::vector<std::string> keys{codec::ordered("a"), codec::ordered("b")};
  const auto fill = [&](const std::string& value) {
    std::size_t given = 0;
    return world.store().fill_base(
        base, Timestamp{7}, [&]() -> Result<std::optional<Store::BaseRow>> {
          if (given == keys.size()) return std::optional<Store::BaseRow>();
          return std::optional<Store::BaseRow>({kItems, keys[given++], value});
        });
  };
  ASSERT_TRUE(fill("1"));
  ASSERT_TRUE(fill("1"));  // as after a crash
  keys = {codec::ordered("c")};
  ASSERT_TRUE(fill("2"));
  EXPECT_EQ(world.scan(table), "");

  world.commit([&](View&) -> Decision {
    Changes changes;
    changes.strata.push_back({table, {{base, Timestamp::max()}}});
    changes.tally(table, {3, 3, 0});
    return changes;
  });

  EXPECT_EQ(world.scan(table), "a=1 b=1 c=2");
  world.put(table, "b", "own");
  EXPECT_EQ(world.scan(table), "a=1 b=own c=2");
  world.pin("pin", table);
  world.put(table, "b", "later");
  world.drop(table);
  EXPECT_EQ(world.store().read_pin("pin", {{}, kItems, codec::ordered("b")}).value()->value, "own");
  EXPECT_EQ(world.store().read_pin("pin", {{}, kItems, codec::ordered("c")}).value()->value, "2");
  EXPECT_FALSE(world.store().read_pin("pin", {{}, kItems, codec::ordered("d")}).value());
  EXPECT_FALSE(world.store().read_pin("none", {{}, kItems, codec::ordered("d")}));
}

// Pieces of any length, the first half of each put into its file on another thread.
TEST(FilledBases, HaveEveryRowOfPiecesOfAnyLength) {
  for (const int threads : {1, 2}) {
    World world({.piece_bytes = 300, .copy_threads = threads});
    const TableId table = world.make_table(World::kept());
    const KeyspaceId base = world.begin_base(table);
    constexpr int kRows = 200;
    int given = 0;
    std::string expected;
    std::string key;
    for (int piece = 0; given < kRows; ++piece) {
      const int until = std::min(kRows, given + piece * 3);
      ASSERT_TRUE(world.store().fill_base(
          base, Timestamp{7}, [&]() -> Result<std::optional<Store::BaseRow>> {
            if (given == until) return std::optional<Store::BaseRow>();
            const std::string name = fmt::format("k{:03}", given++);
            key = codec::ordered(name);
            expected += fmt::format("{}{}=some value", expected.empty() ? "" : " ", name);
            return std::optional<Store::BaseRow>({kItems, key, "some value"});
          }));
    }
    world.commit([&](View&) -> Decision {
      Changes changes;
      changes.strata.push_back({table, {{base, Timestamp::max()}}});
      changes.tally(table, {kRows, kRows, 0});
      return changes;
    });
    EXPECT_EQ(world.scan(table), expected) << threads;
  }
}

TEST(FilledBases, EndWithTheErrorOfTheirRows) {
  World world;
  const TableId table = world.make_table(World::kept());
  const KeyspaceId base = world.begin_base(table);
  const Status filled =
      world.store().fill_base(base, Timestamp{7}, []() -> Result<std::optional<Store::BaseRow>> {
        return fail(Code::kCorrupt, "a block is damaged");
      });
  ASSERT_FALSE(filled);
  EXPECT_EQ(filled.error().message, "a block is damaged");
  EXPECT_FALSE(world.store().fill_base({99}, Timestamp{7}, [] {
    return Result<std::optional<Store::BaseRow>>(std::optional<Store::BaseRow>());
  }));
}

}  // namespace

}  // namespace tidemark::storage
