#include "client/rate_limiter.h"

#include <gtest/gtest.h>

namespace tidemark::client {
namespace {

using namespace std::chrono_literals;

struct Road {
  SimulatedClock clock{Timestamp::from_seconds(1795233906)};
  RateLimiter limiter{clock};

  Road() { clock.advance(1s); }

  // `count` requests, each taking `each`; the last one throttled or not.
  void drive(int count, std::chrono::milliseconds each, bool throttled_at_the_end = false) {
    for (int i = 0; i < count; ++i) {
      clock.advance(limiter.before_sending());
      clock.advance(each);
      limiter.after_answer(throttled_at_the_end && i == count - 1);
    }
  }
};

TEST(RateLimiter, LetsEverythingThroughUntilSomebodyIsThrottled) {
  Road road;

  road.drive(500, 1ms);

  EXPECT_EQ(road.limiter.before_sending(), 0ms);
  EXPECT_EQ(road.limiter.rate(), 0);
}

TEST(RateLimiter, FallsToSevenTenthsOfWhatWasSent) {
  Road road;

  road.drive(500, 10ms, true);

  EXPECT_NEAR(road.limiter.rate(), 70, 5);
}

TEST(RateLimiter, ComesBackSlowly) {
  Road road;
  road.drive(500, 10ms, true);
  const double low = road.limiter.rate();

  road.drive(100, 10ms);
  const double soon = road.limiter.rate();
  road.drive(2000, 10ms);

  EXPECT_GT(soon, low);
  EXPECT_LT(soon, 101);
  EXPECT_GT(road.limiter.rate(), 100);
}

TEST(RateLimiter, NeverStandsStill) {
  Road road;
  road.drive(50, 10ms, true);

  for (int i = 0; i < 100; ++i) road.limiter.after_answer(true);

  EXPECT_EQ(road.limiter.rate(), 0.5);
  (void)road.limiter.before_sending();
  EXPECT_LE(road.limiter.before_sending(), 4s);
}

TEST(RateLimiter, MakesThoseWaitWhoComeTogether) {
  Road road;
  road.drive(500, 10ms, true);
  std::chrono::milliseconds last{0};

  for (int i = 0; i < 140; ++i) last = road.limiter.before_sending();

  EXPECT_GE(last, 900ms);  // two seconds' worth of tokens, less the second in the bucket
}

}  // namespace
}  // namespace tidemark::client
