#include "storage/job_runner.h"

#include "storage/testing/world.h"

#include <gtest/gtest.h>

namespace tidemark::storage {

namespace {

using testing::World;

class JobRunners : public ::testing::Test {
 protected:
  JobRunners() { runner_.add_store(world_.store()); }

  void add_job(const std::string& id, const std::string& kind, Timestamp due_at) {
    Changes changes;
    changes.jobs.push_back({.id = id,
                            .kind = kind,
                            .due_at = due_at,
                            .failures = 0,
                            .failed = false,
                            .reason = {},
                            .state = {}});
    world_.commit(std::move(changes));
  }

  void turn_until_quiet() {
    for (int turns = 0; runner_.turn(); ++turns) ASSERT_LT(turns, 1000);
  }

  World world_;
  SeededRandom random_{1};
  JobRunner runner_{world_.clock(), random_};
};

TEST_F(JobRunners, StepsAJobUntilItFinishes) {
  runner_.add_kind("count", [](Store&, const JobRow& row) -> Result<Step> {
    Step step{row, false, {}};
    step.row.state += "x";
    step.finished = step.row.state.size() == 3;
    return step;
  });
  add_job("a", "count", world_.clock().now());

  EXPECT_TRUE(runner_.turn());
  EXPECT_EQ(world_.store().job("a")->state, "x");
  turn_until_quiet();

  EXPECT_FALSE(world_.store().job("a"));
}

// A region's first request opens its store while jobs of others are at work; it holds locks that a
// step may want.
TEST_F(JobRunners, AStoreJoinsInTheMidstOfAStep) {
  World other;
  bool stepped_there = false;
  runner_.add_kind("join", [&](Store&, const JobRow& row) -> Result<Step> {
    runner_.add_store(other.store());
    return Step{row, true, {}};
  });
  runner_.add_kind("there", [&](Store& store, const JobRow& row) -> Result<Step> {
    stepped_there = &store == &other.store();
    return Step{row, true, {}};
  });
  add_job("a", "join", world_.clock().now());
  Changes changes;
  changes.jobs.push_back({.id = "b",
                          .kind = "there",
                          .due_at = world_.clock().now(),
                          .failures = 0,
                          .failed = false,
                          .reason = {},
                          .state = {}});
  other.commit(std::move(changes));

  turn_until_quiet();

  EXPECT_TRUE(stepped_there);
  runner_.remove_store(other.store());
}

TEST_F(JobRunners, DoNothingWhileHeld) {
  runner_.add_kind("once",
                   [](Store&, const JobRow& row) -> Result<Step> { return Step{row, true, {}}; });
  add_job("a", "once", world_.clock().now());

  runner_.hold(true);
  EXPECT_FALSE(runner_.turn());
  EXPECT_FALSE(runner_.next_due_at());
  EXPECT_TRUE(runner_.held());
  runner_.hold(false);
  turn_until_quiet();

  EXPECT_FALSE(world_.store().job("a"));
}

TEST_F(JobRunners, WhatEndsThingsForTheirAgeWaitsWhileTheClockIsInDoubt) {
  const auto once = [](Store&, const JobRow& row) -> Result<Step> { return Step{row, true, {}}; };
  runner_.add_kind("expire", once, InDoubt::kWaits);
  runner_.add_kind("copy", once);
  add_job("old", "expire", world_.clock().now() + std::chrono::days(35));
  add_job("new", "copy", world_.clock().now() + std::chrono::days(35));
  const Timestamp right = world_.clock().now();
  world_.clock().step_to(right + std::chrono::days(365));

  turn_until_quiet();
  EXPECT_TRUE(world_.store().job("old"));
  EXPECT_FALSE(world_.store().job("new"));
  EXPECT_FALSE(runner_.next_due_at());

  world_.clock().step_to(right);
  turn_until_quiet();
  EXPECT_TRUE(world_.store().job("old")) << "set right: it is not due yet";

  world_.clock().step_to(right + std::chrono::days(365));
  turn_until_quiet();
  world_.store().accept_clock();
  turn_until_quiet();
  EXPECT_FALSE(world_.store().job("old"));
}

TEST_F(JobRunners, ARetryIsNotPutOffByAClockThatIsSetBack) {
  bool works = false;
  runner_.add_kind("stubborn", [&](Store&, const JobRow& row) -> Result<Step> {
    if (!works) return fail(Code::kBusy, "not yet");
    return Step{row, true, {}};
  });
  const Timestamp right = world_.clock().now();
  world_.clock().step_to(right + std::chrono::days(365));
  add_job("a", "stubborn", right);
  EXPECT_TRUE(runner_.turn());
  ASSERT_GT(world_.store().job("a")->due_at, right + std::chrono::days(300));

  world_.clock().step_to(right);
  works = true;
  turn_until_quiet();
  EXPECT_FALSE(world_.store().job("a"));
}

TEST_F(JobRunners, HousekeepingIsDueAlthoughTheClockWentOnSinceTheTurnBegan) {
  const TableId orders = world_.make_table(World::kept(std::chrono::hours(1)));
  world_.put(orders, "a", "one");
  world_.put(orders, "a", "two");
  world_.clock().advance(std::chrono::hours(3));
  world_.put(orders, "z", "");
  SimulatedClock a_look_ago(world_.clock().now() - std::chrono::microseconds(5));
  JobRunner runner(a_look_ago, random_);
  runner.add_store(world_.store());

  EXPECT_TRUE(runner.turn());
  EXPECT_GT(world_.store().table(orders)->history.floor,
            world_.clock().now() - std::chrono::hours(2));
}

TEST_F(JobRunners, WaitsUntilAJobIsDue) {
  runner_.add_kind("once",
                   [](Store&, const JobRow& row) -> Result<Step> { return Step{row, true, {}}; });
  const Timestamp due = world_.clock().now() + std::chrono::hours(1);
  add_job("a", "once", due);

  turn_until_quiet();
  EXPECT_TRUE(world_.store().job("a"));
  EXPECT_EQ(runner_.next_due_at(), due);

  world_.clock().advance(due - world_.clock().now() - std::chrono::microseconds(1));
  EXPECT_FALSE(runner_.turn());
  world_.clock().advance(std::chrono::microseconds(1));
  EXPECT_TRUE(runner_.turn());
  EXPECT_FALSE(world_.store().job("a"));
}

TEST_F(JobRunners, CommitsTheRowTogetherWithWhatTheStepAsksFor) {
  const TableId orders = world_.make_table({});
  runner_.add_kind("write", [&](Store&, const JobRow& row) -> Result<Step> {
    return Step{row, true, [orders](View&) -> Decision {
                  Changes changes;
                  changes.put(World::key(orders, "a"), "one");
                  return changes;
                }};
  });
  add_job("a", "write", world_.clock().now());

  turn_until_quiet();

  EXPECT_EQ(world_.read(orders, "a"), "one");
}

TEST_F(JobRunners, AFailingJobIsTriedLaterAndGivenUpAfterTen) {
  int steps = 0;
  runner_.add_kind("fail", [&](Store&, const JobRow&) -> Result<Step> {
    ++steps;
    return fail(Code::kUnknown, "the printer is on fire");
  });
  add_job("a", "fail", world_.clock().now());

  turn_until_quiet();
  EXPECT_EQ(steps, 1);
  EXPECT_GE(*runner_.next_due_at(), world_.clock().now() + std::chrono::seconds(1));
  for (int i = 0; i < 20; ++i) {
    world_.clock().advance(std::chrono::minutes(10));
    turn_until_quiet();
  }

  EXPECT_EQ(steps, 10);
  EXPECT_TRUE(world_.store().job("a")->failed);
  EXPECT_NE(world_.store().job("a")->reason.find("on fire"), std::string::npos);
  EXPECT_FALSE(runner_.next_due_at());
}

TEST_F(JobRunners, TwoJobsTakeTurns) {
  std::string order;
  runner_.add_kind("mark", [&](Store&, const JobRow& row) -> Result<Step> {
    order += row.id;
    Step step{row, false, {}};
    step.row.state += "x";
    step.finished = step.row.state.size() == 3;
    return step;
  });
  add_job("a", "mark", world_.clock().now());
  add_job("b", "mark", world_.clock().now());

  turn_until_quiet();

  EXPECT_EQ(order, "ababab");
}

TEST_F(JobRunners, AJobOfAnUnknownKindSaysSo) {
  add_job("a", "knit", world_.clock().now());

  runner_.turn();

  EXPECT_NE(world_.store().job("a")->reason.find("knit"), std::string::npos);
}

}  // namespace

}  // namespace tidemark::storage
