// A wall clock that somebody sets: nothing that should stay goes, and what was acknowledged stays
// within reach.
#include "recovery/deleted_tables.h"
#include "recovery/restore_job.h"
#include "recovery/testing/world.h"

#include <gtest/gtest.h>

namespace tidemark::recovery {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using testing::Contents;
using testing::World;

std::vector<Backup> system_backups(World& world) {
  const BackupFilter filter{"123456789012", "eu-west-1", {}, BackupType::kSystem, {}, {}, {}, 100};
  return list_backups(world.store(), filter).value().backups;
}

std::vector<DeletedTable> deleted(World& world) {
  auto found = list_deleted(world.store(), "123456789012", "eu-west-1", world.clock().now());
  EXPECT_TRUE(found);
  return found ? std::move(found).value() : std::vector<DeletedTable>{};
}

bool started(const RestoreAnswer& answer) {
  return std::holds_alternative<RestoreStarted>(answer);
}

// A live table with two values of "a", a second apart, and a deleted one, all ten hours old.
class SetClock : public ::testing::Test {
 protected:
  SetClock() {
    world_.make_table("orders", hours(24));
    one_ = world_.put("orders", "a", "one");
    world_.put("orders", "a", "two");
    world_.make_table("gone", hours(24));
    gone_ = world_.put("gone", "g", "there");
    world_.retire("gone");
    pass(hours(10));
  }

  void pass(std::chrono::microseconds by) {
    world_.clock().advance(by);
    write_and_run();
  }

  void set(std::chrono::microseconds by) {
    world_.clock().step_to(world_.clock().now() + by);
    write_and_run();
  }

  void write_and_run() {
    world_.put("orders", "z", std::to_string(++writes_));
    world_.run_all();
  }

  void expect_all_there() {
    EXPECT_EQ(system_backups(world_).size(), 1u);
    EXPECT_EQ(deleted(world_).size(), 1u);
    EXPECT_LE(world_.window("orders").earliest, one_);
    ASSERT_TRUE(started(world_.restore("orders", "then", one_)));
    ASSERT_TRUE(started(world_.restore_deleted("gone", "back", gone_)));
    EXPECT_EQ(world_.contents("then"), (Contents{{"a", "one"}}));
    EXPECT_EQ(world_.contents("back"), (Contents{{"g", "there"}}));
    world_.run_all();
    EXPECT_EQ(world_.contents("then"), (Contents{{"a", "one"}}));
    EXPECT_EQ(world_.contents("back"), (Contents{{"g", "there"}}));
    world_.retire("then");
    world_.retire("back");
  }

  World world_;
  Timestamp one_;
  Timestamp gone_;
  int writes_ = 0;
};

class Forward : public SetClock, public ::testing::WithParamInterface<hours> {};

TEST_P(Forward, NothingGoesWhileTheClockIsInDoubt) {
  set(GetParam());
  EXPECT_TRUE(world_.store().clock_in_doubt());
  pass(hours(2));
  expect_all_there();
}

TEST_P(Forward, NothingHasGoneWhenItIsSetRight) {
  set(GetParam());
  pass(hours(2));
  set(-GetParam());
  EXPECT_FALSE(world_.store().clock_in_doubt());
  expect_all_there();
}

TEST_P(Forward, ThePastStillEndsAsItShouldAfterItIsSetRight) {
  set(GetParam());
  set(-GetParam());
  pass(days(20));
  EXPECT_GT(world_.window("orders").earliest, one_);
  EXPECT_EQ(deleted(world_).size(), 0u);
  EXPECT_EQ(system_backups(world_).size(), 1u);
  pass(days(16));
  EXPECT_TRUE(system_backups(world_).empty());
}

TEST_P(Forward, AcceptedItEndsWhatIsThatOld) {
  set(GetParam());
  world_.store().accept_clock();
  write_and_run();
  const bool day = GetParam() >= hours(24);
  EXPECT_EQ(world_.window("orders").earliest > one_, day);
  EXPECT_EQ(deleted(world_).size(), day ? 0u : 1u);
  EXPECT_EQ(system_backups(world_).size(), GetParam() >= days(35) ? 0u : 1u);
}

TEST_P(Forward, AShorterPeriodCountsBackFromTheTrustedTime) {
  const Timestamp right = world_.clock().now();
  set(GetParam());
  const auto answer =
      set_continuous_backups(world_.store(), World::name("orders"), {true, std::chrono::hours(12)},
                             world_.clock().now(), {});
  ASSERT_TRUE(answer);
  world_.run_all();
  EXPECT_LE(world_.window("orders").earliest, std::max(one_, right - hours(11)));
  expect_all_there();
}

TEST_P(Forward, ARestoreThatWasBegunGoesOnWhenItIsSetRight) {
  world_.clock().step_to(world_.clock().now() + GetParam());
  ASSERT_TRUE(started(world_.restore("orders", "then", one_)));
  world_.clock().step_to(world_.clock().now() - GetParam());
  world_.run_all();
  EXPECT_FALSE(restore_under_way(world_.store(), world_.find("then")).value());
  EXPECT_EQ(world_.contents("then"), (Contents{{"a", "one"}}));
}

INSTANTIATE_TEST_SUITE_P(Each, Forward,
                         ::testing::Values(hours(1), hours(24), hours(24 * 7), hours(24 * 365)));

TEST_F(SetClock, BackByAnHourTheLastCommitsAreStillTheLatest) {
  const Timestamp last = world_.put("orders", "a", "three");
  world_.clock().step_to(world_.clock().now() - hours(1));

  EXPECT_GE(world_.window("orders").latest, last.floor_to_second());
  ASSERT_TRUE(started(world_.restore("orders", "latest", std::nullopt)));
  ASSERT_TRUE(started(world_.restore("orders", "exact", last)));
  EXPECT_EQ(world_.contents("latest").at("z"), "1");
  EXPECT_EQ(world_.contents("exact").at("a"), "three");
  world_.clock().step_to(world_.clock().now() - hours(1));
  EXPECT_EQ(tables::status_at(world_.find("exact"), world_.clock().now()),
            tables::TableStatus::kActive);
  const Timestamp next = world_.put("orders", "a", "four");
  EXPECT_GT(next, last);
  expect_all_there();
}

TEST_F(SetClock, BackByAYearADeletionStillLeavesItsBackupForItsFullLife) {
  const Timestamp right = world_.clock().now();
  world_.make_table("late", hours(24));
  world_.clock().step_to(right - days(365));
  world_.retire("late");
  world_.clock().step_to(right + minutes(1));
  world_.store().accept_clock();
  write_and_run();

  EXPECT_EQ(system_backups(world_).size(), 2u);
  pass(days(34));
  EXPECT_EQ(system_backups(world_).size(), 2u);
  pass(days(2));
  EXPECT_TRUE(system_backups(world_).empty());
}

TEST_F(SetClock, AnOnDemandBackupNeverEndsByItself) {
  const Backup backup = world_.back_up("orders");
  set(days(365 * 3));
  world_.store().accept_clock();
  write_and_run();
  ASSERT_TRUE(started(world_.restore(backup, "kept")));
  EXPECT_EQ(world_.contents("kept").at("a"), "two");
}

}  // namespace
}  // namespace tidemark::recovery
