#include "storage/clock_watch.h"

#include <gtest/gtest.h>

#include <utility>

namespace tidemark::storage {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;

// A machine's two clocks, moved by hand.
class Machine final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override {
    if (nap_ > microseconds(0)) {
      const auto slept = std::exchange(nap_, microseconds(0));
      const Timestamp before = wall_;
      pass(slept);
      return before;
    }
    return wall_;
  }

  [[nodiscard]] microseconds since_boot() const override { return since_boot_; }

  [[nodiscard]] std::string boot() const override { return boot_; }

  void pass(microseconds by) const {
    wall_ = wall_ + by;
    since_boot_ += by;
  }

  void set(microseconds by) { wall_ = wall_ + by; }

  // Down for so long, then up again.
  void reboot(microseconds down) {
    wall_ = wall_ + down;
    since_boot_ = seconds(30);
    boot_ += "+";
  }

  // The process sleeps right after its next look at the wall clock.
  void nap_after_looking(microseconds by) { nap_ = by; }

 private:
  mutable Timestamp wall_ = Timestamp::from_seconds(1'790'000'000);
  mutable microseconds since_boot_ = hours(5);
  mutable microseconds nap_{0};
  std::string boot_ = "boot";
};

// A store's watch through starts and ends: what it saved is what it finds.
class Watched : public ::testing::Test {
 protected:
  Watched() { start(); }

  void start() {
    watch_.emplace(machine_);
    watch_->start(row_, saved_, false, [this](const WatchRow& row) { saved_ = row; });
  }

  Timestamp commit() {
    row_.last_commit = watch_->stamp(row_);
    return row_.last_commit;
  }

  Machine machine_;
  ClockRow row_;
  std::optional<WatchRow> saved_;
  std::optional<ClockWatch> watch_;
};

TEST_F(Watched, StampsRiseWhateverTheClockDoes) {
  Timestamp last = commit();
  for (const microseconds step :
       {microseconds(0), microseconds(-1), microseconds(hours(-1)), microseconds(hours(1)),
        microseconds(days(400)), microseconds(days(-700))}) {
    machine_.set(step);
    const Timestamp next = commit();
    EXPECT_GT(next, last);
    last = next;
  }
}

TEST_F(Watched, AStepBackIsNoDoubt) {
  commit();
  machine_.set(hours(-1));
  EXPECT_FALSE(watch_->in_doubt());
  EXPECT_EQ(watch_->trusted_now(), machine_.now());
}

TEST_F(Watched, SetBackItMayReturnToWhereItWasAndNoFurther) {
  commit();
  machine_.set(hours(-1));
  EXPECT_FALSE(watch_->in_doubt());
  machine_.set(hours(1));
  EXPECT_FALSE(watch_->in_doubt());
  machine_.set(hours(-1));
  EXPECT_FALSE(watch_->in_doubt());
  machine_.set(hours(2));
  EXPECT_TRUE(watch_->in_doubt());
}

TEST_F(Watched, TenMinutesForwardAreNoDoubtAndOneMicrosecondMoreIs) {
  commit();
  machine_.set(minutes(10));
  EXPECT_FALSE(watch_->in_doubt());
  machine_.set(minutes(10) + microseconds(1));
  EXPECT_TRUE(watch_->in_doubt());
}

class Jump : public Watched, public ::testing::WithParamInterface<hours> {};

TEST_P(Jump, LeavesTheTrustedTimeWhereItWasAndGoingOn) {
  commit();
  const Timestamp right = machine_.now();
  machine_.set(GetParam());
  EXPECT_TRUE(watch_->in_doubt());
  machine_.pass(hours(3));
  EXPECT_EQ(watch_->trusted_now(), right + hours(3));
}

TEST_P(Jump, EndsWhenTheClockIsSetRight) {
  commit();
  machine_.set(GetParam());
  commit();
  ASSERT_TRUE(watch_->in_doubt());
  machine_.set(-GetParam());
  EXPECT_FALSE(watch_->in_doubt());
  EXPECT_FALSE(saved_->in_doubt);
}

TEST_P(Jump, EndsWhenItIsAccepted) {
  commit();
  machine_.set(GetParam());
  ASSERT_TRUE(watch_->in_doubt());
  watch_->accept();
  EXPECT_FALSE(watch_->in_doubt());
  EXPECT_EQ(watch_->trusted_now(), machine_.now());
  machine_.set(GetParam());
  EXPECT_TRUE(watch_->in_doubt()) << "the next one is another";
}

TEST_P(Jump, IsSavedBeforeTheFirstCommitThatBearsTheNewTime) {
  commit();
  machine_.set(GetParam());
  EXPECT_GT(watch_->stamp(row_), row_.last_commit);
  EXPECT_TRUE(saved_->in_doubt);
}

TEST_P(Jump, IsStillDoubtedAfterARestartAlthoughTheLastCommitIsNear) {
  commit();
  machine_.set(GetParam());
  commit();
  start();
  EXPECT_TRUE(watch_->in_doubt());
  machine_.reboot(minutes(1));
  start();
  EXPECT_TRUE(watch_->in_doubt());
  watch_->accept();
  start();
  EXPECT_FALSE(watch_->in_doubt());
}

TEST_P(Jump, WhileNobodyRanIsNoticedByTheBootClock) {
  commit();
  const Timestamp right = machine_.now();
  machine_.pass(hours(2));
  machine_.set(GetParam());
  start();
  EXPECT_TRUE(watch_->in_doubt());
  EXPECT_EQ(watch_->trusted_now(), right + hours(2));
}

TEST_P(Jump, SetRightWhileNobodyRanLeavesNoDoubt) {
  commit();
  machine_.set(GetParam());
  commit();
  machine_.set(-GetParam());
  start();
  EXPECT_FALSE(watch_->in_doubt());
}

INSTANTIATE_TEST_SUITE_P(Each, Jump,
                         ::testing::Values(hours(1), hours(24), hours(24 * 7), hours(24 * 365)));

TEST_F(Watched, TimeThatPassedIsNoJump) {
  commit();
  machine_.pass(days(400));
  EXPECT_FALSE(watch_->in_doubt());
  commit();
  machine_.pass(days(400));
  start();
  EXPECT_FALSE(watch_->in_doubt()) << "the boot clock proves the gap";
}

TEST_F(Watched, AfterARebootSevenDaysSinceTheLastCommitAreNoDoubtAndMoreAre) {
  commit();
  machine_.reboot(days(7));
  start();
  EXPECT_FALSE(watch_->in_doubt());
  commit();
  machine_.reboot(days(7) + microseconds(1));
  start();
  EXPECT_TRUE(watch_->in_doubt());
  EXPECT_EQ(watch_->trusted_now(), row_.last_commit);
}

TEST_F(Watched, AFreshStoreTakesTheClockAsItIs) {
  machine_.reboot(days(4000));
  start();
  EXPECT_FALSE(watch_->in_doubt());
}

TEST_F(Watched, ANapBetweenTwoLooksIsNoJump) {
  commit();
  machine_.nap_after_looking(days(3));
  EXPECT_FALSE(watch_->in_doubt());
  EXPECT_FALSE(watch_->in_doubt());
}

TEST_F(Watched, DriftIsFollowedAndRemembered) {
  commit();
  for (int day = 0; day < 400; ++day) {
    machine_.pass(days(1));
    machine_.set(seconds(5));
    EXPECT_FALSE(watch_->in_doubt());
  }
  start();
  EXPECT_FALSE(watch_->in_doubt());
}

TEST_F(Watched, ATrustedClockIsNotCompared) {
  commit();
  machine_.set(days(400));
  ASSERT_TRUE(watch_->in_doubt());
  watch_.emplace(machine_);
  watch_->start(row_, saved_, true, [this](const WatchRow& row) { saved_ = row; });
  EXPECT_FALSE(watch_->in_doubt());
  EXPECT_FALSE(saved_->in_doubt);
}

TEST(WatchRows, ReadBackAsWritten) {
  const WatchRow row{"a-boot", hours(-7), Timestamp::from_seconds(9), true};
  const auto read = parse_watch(encode_watch(row));
  ASSERT_TRUE(read);
  EXPECT_EQ(read.value().boot, row.boot);
  EXPECT_EQ(read.value().offset, row.offset);
  EXPECT_EQ(read.value().trusted, row.trusted);
  EXPECT_EQ(read.value().in_doubt, row.in_doubt);
  EXPECT_FALSE(parse_watch(encode_watch(row) + "x"));
}

}  // namespace
}  // namespace tidemark::storage
