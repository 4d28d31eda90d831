#include "client/wait.h"

#include <gtest/gtest.h>

namespace tidemark::client {
namespace {

using namespace std::chrono_literals;

struct Room {
  SimulatedClock clock{Timestamp::from_seconds(1795233906)};
  SeededRandom random{1};
  std::vector<std::chrono::milliseconds> pauses;
  Pause pause = [this](std::chrono::milliseconds wait) {
    pauses.push_back(wait);
    clock.advance(wait);
  };
  Waits waits{clock, random, pause};
};

TEST(WaitUntil, LooksAtOnceAndNoLongerThanItMust) {
  Room room;

  ASSERT_TRUE(wait_until("x", {}, room.waits, [] { return Result<bool>(true); }));

  EXPECT_TRUE(room.pauses.empty());
}

TEST(WaitUntil, LooksLessAndLessOften) {
  Room room;
  int looks = 0;

  ASSERT_TRUE(wait_until("x", {.first = 1s, .longest = 5s}, room.waits,
                         [&] { return Result<bool>(++looks == 12); }));

  EXPECT_LE(room.pauses.front(), 1s);
  EXPECT_GE(room.pauses.front(), 750ms);
  EXPECT_LE(room.pauses.back(), 5s);
  EXPECT_GE(room.pauses.back(), 3750ms);
}

TEST(WaitUntil, EndsWhenTheTimeIsOver) {
  Room room;

  const Status status = wait_until("table T is ACTIVE", {.at_most = 60s}, room.waits,
                                   [] { return Result<bool>(false); });

  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, Code::kBusy);
  EXPECT_EQ(status.error().message, "waited 60 s in vain until table T is ACTIVE");
  EXPECT_EQ(room.clock.since_boot(), 60s);
}

TEST(WaitUntil, BearsTroubleOfTheMomentAndNamesItAtTheEnd) {
  Room room;

  const Status status = wait_until("x", {.at_most = 10s}, room.waits, []() -> Result<bool> {
    return fail(Code::kUnknown, "the connection broke");
  });

  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "waited 10 s in vain until x: the connection broke");
}

TEST(WaitUntil, EndsAtAnErrorThatWillStay) {
  Room room;

  const Status status = wait_until(
      "x", {}, room.waits, []() -> Result<bool> { return fail(Code::kNotFound, "no such job"); });

  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, Code::kNotFound);
  EXPECT_TRUE(room.pauses.empty());
}

}  // namespace
}  // namespace tidemark::client
