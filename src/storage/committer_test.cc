// Decisions, groups and the clock, through the store.
#include "base/random.h"
#include "storage/store.h"
#include "storage/testing/world.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace tidemark::storage {

namespace {

using testing::World;
constexpr std::chrono::microseconds kOne(1);

Decide put(TableId table, const std::string& key, const std::string& value) {
  return [=](View&) -> Decision {
    Changes changes;
    changes.put(World::key(table, key), value);
    return changes;
  };
}

Decide put_unless_present(TableId table, const std::string& key, const std::string& value) {
  return [=](View& view) -> Decision {
    const auto old = view.get(World::key(table, key));
    if (!old || old.value()) return Refused{};
    Changes changes;
    changes.put(World::key(table, key), value);
    return changes;
  };
}

Decide set_history(TableId table, History history) {
  return [=](View&) -> Decision {
    Changes changes;
    changes.histories.push_back({table, history});
    return changes;
  };
}

Timestamp time_of(const Outcome& outcome) {
  return std::get<Committed>(outcome).at;
}

Code code_of(const Outcome& outcome) {
  return std::get<Error>(outcome).code;
}

TEST(Groups, ALaterDecisionSeesTheEarlierOne) {
  World world;
  const TableId orders = world.make_table({});

  const auto outcomes = world.commit_in_one_group(
      {put_unless_present(orders, "a", "one"), put_unless_present(orders, "a", "two")});

  EXPECT_TRUE(std::holds_alternative<Committed>(outcomes[0]));
  EXPECT_TRUE(std::holds_alternative<Refused>(outcomes[1]));
  EXPECT_EQ(world.read(orders, "a"), "one");
}

TEST(Groups, ShareOneTimeAndKeepOrdinalsApart) {
  World world;
  const TableId orders = world.make_table(World::kept());
  const Timestamp before = world.store().commit_clock();

  const auto outcomes = world.commit_in_one_group(
      {put(orders, "a", "1"), put(orders, "a", "2"), put(orders, "b", "3")});

  const Timestamp at = time_of(outcomes[0]);
  EXPECT_EQ(time_of(outcomes[1]), at);
  EXPECT_EQ(time_of(outcomes[2]), at);
  const auto page = world.store().changes(orders, before, at, 100, {}).value();
  const std::string a = World::key(orders, "a").key;
  const std::string b = World::key(orders, "b").key;
  EXPECT_EQ(page.changes, (std::vector<Change>{{at, 0, 0, a}, {at, 1, 0, a}, {at, 2, 0, b}}));
  // A version replaced inside its own group leaves no history.
  EXPECT_EQ(world.read_as_of(orders, "a", at - kOne), "");
  EXPECT_TRUE(world.rows_of("hist").empty());
}

// Each of them read the row before it was its turn, and most of them too early.
TEST(Groups, IncrementsInFlightAtOnceAllCount) {
  World world;
  const TableId orders = world.make_table(World::kept());
  constexpr int kThreads = 4;
  constexpr int kEach = 300;
  const KeyRef counter = World::key(orders, "counter");
  const Decide increment = [&](View& view) -> Decision {
    const auto old = view.get(counter);
    const int count = old.value() ? std::stoi(old.value()->value) : 0;
    Changes changes;
    changes.put(counter, std::to_string(count + 1));
    return changes;
  };
  std::atomic<int> told{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      const KeyRef keys[] = {counter};
      for (int n = 0; n < kEach; ++n) {
        world.store().transact(keys, increment, [&](const Outcome&) { ++told; });
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  while (told < kThreads * kEach) std::this_thread::yield();

  EXPECT_EQ(world.read(orders, "counter"), std::to_string(kThreads * kEach));
}

TEST(Groups, HistoryOnThenOverwriteKeepsTheOldVersion) {
  World world;
  const TableId orders = world.make_table({});
  world.put(orders, "a", "old");

  const auto outcomes =
      world.commit_in_one_group({set_history(orders, World::kept()), put(orders, "a", "new")});

  const Timestamp at = time_of(outcomes[1]);
  EXPECT_EQ(world.read_as_of(orders, "a", at - kOne), "old");
  EXPECT_EQ(world.read_as_of(orders, "a", at), "new");
}

TEST(Groups, AFirstInGroupDecisionWaitsForAGroupOfItsOwn) {
  World world;
  const TableId orders = world.make_table({});
  world.put(orders, "a", "one");
  const Decide pin = [&](View& view) -> Decision {
    Changes changes;
    changes.first_in_group = true;
    changes.pins.push_back(
        {"backup", orders, view.before(), view.strata_at(orders, view.before()).value()});
    return changes;
  };

  const auto outcomes =
      world.commit_in_one_group({put(orders, "a", "two"), pin, put(orders, "a", "three")});

  EXPECT_LT(time_of(outcomes[0]), time_of(outcomes[1]));
  EXPECT_EQ(time_of(outcomes[1]), time_of(outcomes[2]));
  EXPECT_EQ(world.scan_pin("backup"), "a=two");
  EXPECT_EQ(world.scan(orders), "a=three");
}

TEST(Groups, ListShowsWhatTheGroupChanged) {
  World world;
  const TableId orders = world.make_table({});
  for (const char* key : {"a", "b", "c"}) world.put(orders, key, "old");
  std::string seen;
  const Decide look = [&](View& view) -> Decision {
    seen.clear();
    const auto rows = view.list(orders, kItems, "", "", 10);
    for (const auto& [key, version] : rows.value())
      seen += key.substr(0, 1) + "=" + version.value + " ";
    return Refused{};
  };
  const Decide remove_b = [&](View&) -> Decision {
    Changes changes;
    changes.remove(World::key(orders, "b"));
    return changes;
  };

  world.commit_in_one_group({remove_b, put(orders, "c", "new"), put(orders, "d", "new"), look});

  EXPECT_EQ(seen, "a=old c=new d=new ");
}

TEST(Groups, NothingOfAFailedDecisionStays) {
  World world;
  const TableId orders = world.make_table({});
  const Decide half = [&](View&) -> Decision {
    Changes changes;
    changes.put(World::key(orders, "a"), "one");
    changes.put(World::key({999}, "b"), "two");
    changes.jobs.push_back({.id = "j",
                            .kind = "k",
                            .due_at = {},
                            .failures = 0,
                            .failed = false,
                            .reason = {},
                            .state = {}});
    return changes;
  };

  const auto outcomes = world.commit_in_one_group({half, put(orders, "c", "3")});

  EXPECT_EQ(code_of(outcomes[0]), Code::kNotFound);
  EXPECT_EQ(world.scan(orders), "c=3");
  EXPECT_TRUE(world.store().jobs().empty());
}

TEST(Decisions, MayWriteUpToTheLimit) {
  World world({.decision_bytes = 1000});
  const TableId orders = world.make_table({});
  const std::size_t key_bytes = World::key(orders, "a").key.size();

  const Outcome fits =
      world.store().transact_and_wait({}, put(orders, "a", std::string(1000 - key_bytes, 'x')));
  const Outcome over =
      world.store().transact_and_wait({}, put(orders, "a", std::string(1001 - key_bytes, 'y')));

  EXPECT_TRUE(std::holds_alternative<Committed>(fits));
  EXPECT_EQ(code_of(over), Code::kLimit);
}

TEST(Time, RisesWhileTheClockStepsBack) {
  World world;
  const TableId orders = world.make_table(World::kept());
  const Timestamp first = world.put(orders, "a", "one");

  world.clock().step_to(first - std::chrono::hours(1));
  const Timestamp second = world.put(orders, "a", "two");
  world.restart();
  const Timestamp third = world.put(orders, "a", "three");

  EXPECT_EQ(second, first + kOne);
  EXPECT_EQ(third, second + kOne);
  EXPECT_EQ(world.read_as_of(orders, "a", first), "one");
  EXPECT_GT(world.store().metrics().clock_behind_micros, 3'000'000'000);
}

TEST(Time, AClosedInstantStaysClosedAfterACrash) {
  World world;
  const TableId orders = world.make_table(World::kept());
  world.put(orders, "a", "one");
  world.clock().advance(std::chrono::hours(1));
  const Timestamp closed = world.clock().now();
  ASSERT_EQ(world.read_as_of(orders, "a", closed), "one");

  world.crash(7);
  world.clock().step_to(closed - std::chrono::minutes(5));
  const Timestamp next = world.put(orders, "a", "two");

  EXPECT_EQ(next, closed + kOne);
  EXPECT_EQ(world.read_as_of(orders, "a", closed), "one");
}

TEST(DiskReserve, RefusesWritesUntilThereIsRoomAgain) {
  World world({.disk_reserve_bytes = 1000});
  const TableId orders = world.make_table({});
  world.put(orders, "a", "one");
  world.pin("backup", orders);

  world.disk().set_free_space(999);
  EXPECT_EQ(code_of(world.store().transact_and_wait({}, put(orders, "a", "two"))), Code::kBusy);
  EXPECT_TRUE(world.store().metrics().disk_reserve_reached);
  EXPECT_EQ(world.read(orders, "a"), "one");
  Changes unpin;
  unpin.unpins.push_back("backup");
  world.commit(unpin);
  world.housekeep();
  Changes deletion;
  deletion.remove(World::key(orders, "a"));
  deletion.makes_room = true;
  world.commit(deletion);

  world.disk().set_free_space(1000);
  world.put(orders, "b", "three");
  EXPECT_EQ(world.scan(orders), "b=three");
  EXPECT_FALSE(world.store().metrics().disk_reserve_reached);
}

TEST(Readers, AtNowGetAnswersThatNeverChange) {
  World world;
  const TableId orders = world.make_table(World::kept());
  std::atomic<bool> stop{false};
  std::vector<std::thread> writers;
  for (std::uint64_t writer = 0; writer < 16; ++writer) {
    writers.emplace_back([&, writer] {
      SeededRandom random(writer);
      for (int i = 0; !stop; ++i) {
        world.clock().advance(
            std::chrono::microseconds(static_cast<std::int64_t>(random.below(3))));
        const std::string key = std::string(1, static_cast<char>('a' + random.below(6)));
        world.store().transact_and_wait({}, put(orders, key, fmt::format("{}.{}", writer, i)));
      }
    });
  }

  struct Answer {
    Timestamp at;
    std::string scan;
    std::string one;
  };

  std::vector<Answer> answers;
  for (int i = 0; i < 200; ++i) {
    const Timestamp now = world.store().commit_clock();
    answers.push_back({now, world.scan_as_of(orders, now), world.read_as_of(orders, "a", now)});
  }
  stop = true;
  for (std::thread& writer : writers) writer.join();

  for (const Answer& answer : answers) {
    EXPECT_EQ(world.scan_as_of(orders, answer.at), answer.scan);
    EXPECT_EQ(world.read_as_of(orders, "a", answer.at), answer.one);
  }
}

TEST(Tallies, AreKnownAsOfAnyInstant) {
  World world;
  const TableId orders = world.make_table(World::kept());
  const auto add = [&](std::int64_t items) {
    Changes changes;
    changes.tally(orders, {items, 10 * items, static_cast<decltype(Tally::digest)>(items)});
    return world.commit(changes);
  };
  const Timestamp first = add(1);
  const Timestamp second = add(-1);
  const Timestamp third = add(5);

  EXPECT_EQ(world.store().tally_as_of(orders, first - kOne).value(), (Tally{0, 0, 0}));
  EXPECT_EQ(world.store().tally_as_of(orders, first).value(), (Tally{1, 10, 1}));
  EXPECT_EQ(world.store().tally_as_of(orders, second).value(), (Tally{0, 0, 0}));
  EXPECT_EQ(world.store().tally_as_of(orders, third).value(), (Tally{5, 50, 5}));
  EXPECT_EQ(world.store().tally(orders).value(), (Tally{5, 50, 5}));
}

}  // namespace

}  // namespace tidemark::storage
