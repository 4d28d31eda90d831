// The instant is a microsecond, and an answer once given about one stays: by hand at one commit's
// edges, then by a reader at now beside sixteen writers.
#include "codec/ordered_bytes.h"
#include "storage/environment.h"
#include "storage/store.h"
#include "storage/testing/crash_fs.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace tidemark::storage::testing {
namespace {

using std::chrono::microseconds;

// A store on a disk in memory, with one table whose history is kept.
class InstantsTest : public ::testing::Test {
 protected:
  void open(Clock& clock) {
    EnvironmentOptions options;
    options.block_cache_bytes = 4u << 20;
    options.write_buffer_bytes = 8u << 20;
    options.file_system = disk_;
    disk_->CreateDirIfMissing("/store", {}, nullptr).PermitUncheckedError();
    environment_ = std::make_unique<Environment>(options);
    auto opened = Store::open("/store", *environment_, clock);
    ASSERT_TRUE(opened) << to_text(opened.error());
    store_ = std::move(opened).value();
  }

  void create_table() {
    commit([&](View& view) -> Decision {
      table_ = view.new_table_id();
      Changes changes;
      changes.new_tables.push_back(
          {table_,
           {.kept = true, .period = std::chrono::hours(1), .floor = view.now(), .changes_from = {}},
           {},
           {}});
      return changes;
    });
  }

  Timestamp commit(Decide decide) {
    const Outcome outcome = store_->transact_and_wait({}, std::move(decide));
    EXPECT_TRUE(std::holds_alternative<Committed>(outcome));
    return std::get<Committed>(outcome).at;
  }

  Timestamp put(const std::string& key, const std::string& value) {
    return commit([&](View&) -> Decision {
      Changes changes;
      changes.put(key_of(key), value);
      return changes;
    });
  }

  KeyRef key_of(const std::string& name) const { return {table_, kItems, codec::ordered(name)}; }

  std::string at(const std::string& key, Timestamp when) {
    const auto got = store_->read_as_of(key_of(key), when);
    if (!got) return "refused";
    return got.value() ? got.value()->value : "nothing";
  }

  std::shared_ptr<CrashFs> disk_ = CrashFs::empty();
  std::unique_ptr<Environment> environment_;
  std::unique_ptr<Store> store_;
  TableId table_;
};

TEST_F(InstantsTest, ACommitShowsAtItsOwnMicrosecondAndNotTheOneBefore) {
  SimulatedClock clock(Timestamp::from_seconds(1'763'647'500));
  open(clock);
  create_table();
  clock.advance(microseconds(10));
  const Timestamp first = put("a", "old");
  clock.advance(microseconds(10));
  const Timestamp second = put("a", "new");
  clock.advance(microseconds(10));

  EXPECT_EQ(at("a", first - microseconds(1)), "nothing");
  EXPECT_EQ(at("a", first), "old");
  EXPECT_EQ(at("a", first + microseconds(1)), "old");
  EXPECT_EQ(at("a", second - microseconds(1)), "old");
  EXPECT_EQ(at("a", second), "new");
  EXPECT_EQ(at("a", second + microseconds(1)), "new");
}

TEST_F(InstantsTest, ACommitAtAWholeSecondIsPartOfThatSecond) {
  const Timestamp second = Timestamp::from_seconds(1'763'647'500);
  SimulatedClock clock(second - std::chrono::seconds(2));
  open(clock);
  create_table();
  for (const int offset : {-1, 0, 1}) {
    clock.step_to(second + microseconds(offset));
    EXPECT_EQ(put("a", std::to_string(offset)), second + microseconds(offset));
  }

  EXPECT_EQ(at("a", second - microseconds(1)), "-1");
  EXPECT_EQ(at("a", second), "0");
  EXPECT_EQ(at("a", second + microseconds(1)), "1");
}

TEST_F(InstantsTest, RefusesAnInstantAheadOfTheCommitClockAndAnswersAtIt) {
  SimulatedClock clock(Timestamp::from_seconds(1'763'647'500));
  open(clock);
  create_table();
  put("a", "old");

  EXPECT_EQ(at("a", store_->commit_clock()), "old");
  EXPECT_EQ(at("a", store_->commit_clock() + microseconds(1)), "refused");
}

TEST_F(InstantsTest, RefusesAnInstantBeforeTheTableWasMadeAndAnswersAtIt) {
  SimulatedClock clock(Timestamp::from_seconds(1'763'647'500));
  open(clock);
  create_table();
  const Timestamp created = store_->table(table_)->created_at;

  EXPECT_EQ(at("a", created), "nothing");
  EXPECT_EQ(at("a", created - microseconds(1)), "refused");
}

TEST_F(InstantsTest, AReadAtNowIsNeverWrittenUnderAlsoWithTheClockStandingStill) {
  SimulatedClock clock(Timestamp::from_seconds(1'763'647'500));
  open(clock);
  create_table();
  clock.advance(std::chrono::seconds(1));
  const Timestamp now = store_->commit_clock();
  ASSERT_EQ(at("a", now), "nothing");

  EXPECT_GT(put("a", "later"), now);
  EXPECT_EQ(at("a", now), "nothing");
}

TEST_F(InstantsTest, WhatAReaderAtNowIsToldBesideSixteenWritersNeverChanges) {
  constexpr int kWriters = 16;
  constexpr int kCommitsEach = 60;
  SystemClock clock;
  open(clock);
  create_table();
  std::atomic<int> writing{kWriters};
  std::vector<std::jthread> writers;
  for (int writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([&, writer] {
      for (int i = 0; i < kCommitsEach; ++i) {
        put(fmt::format("k{}", (writer + i) % 8), fmt::format("{}.{}", writer, i));
      }
      --writing;
    });
  }

  struct Told {
    std::string key;
    Timestamp when;
    std::string answer;
  };

  std::vector<Told> told;
  while (writing > 0) {
    const std::string key = fmt::format("k{}", told.size() % 8);
    const Timestamp now = store_->commit_clock();
    told.push_back({key, now, at(key, now)});
  }
  writers.clear();

  ASSERT_GT(told.size(), 20u);
  for (const Told& one : told) ASSERT_EQ(at(one.key, one.when), one.answer) << one.when.micros;
}

}  // namespace
}  // namespace tidemark::storage::testing
