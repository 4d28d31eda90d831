#include "operator/pace.h"

#include <gtest/gtest.h>

namespace tidemark::runbooks {
namespace {

struct Desk {
  SimulatedClock clock{Timestamp::from_seconds(1795233906)};
  client::Pause pause = [this](std::chrono::milliseconds wait) { clock.advance(wait); };

  double seconds() const { return static_cast<double>(clock.since_boot().count()) / 1e6; }
};

TEST(Pace, KeepsABudget) {
  Desk desk;
  Pace pace({100}, desk.clock, desk.pause);

  for (int request = 0; request < 200; ++request) {
    pace.wait();
    pace.used(25, 0);
  }

  EXPECT_DOUBLE_EQ(pace.units(), 5'000);
  EXPECT_NEAR(desk.seconds(), 50, 1.5);
}

TEST(Pace, DoesNotSaveUpWhatWasNotUsed) {
  Desk desk;
  Pace pace({100}, desk.clock, desk.pause);
  desk.clock.advance(std::chrono::hours(1));
  const double began = desk.seconds();

  for (int request = 0; request < 40; ++request) {
    pace.wait();
    pace.used(25, 0);
  }

  EXPECT_NEAR(desk.seconds() - began, 9, 1);
}

TEST(Pace, WaitsForNothingWithoutABudget) {
  Desk desk;
  Pace pace({}, desk.clock, desk.pause);

  for (int request = 0; request < 1'000; ++request) {
    pace.wait();
    pace.used(1'000, 0);
  }

  EXPECT_EQ(desk.seconds(), 0);
}

// A table that takes `capacity` units a second: what is above it is throttled.
double reached(Desk& desk, Pace& pace, double capacity, double for_seconds) {
  const double began = desk.seconds();
  double second = began;
  double in_second = 0;
  double done = 0;
  while (desk.seconds() - began < for_seconds) {
    pace.wait();
    desk.clock.advance(std::chrono::milliseconds(2));  // a request takes its time
    if (desk.seconds() - second >= 1) {
      second = desk.seconds();
      in_second = 0;
    }
    if (in_second + 10 > capacity) {
      pace.used(0, 1);
    } else {
      in_second += 10;
      done += 10;
      pace.used(10, 0);
    }
  }
  return done / for_seconds;
}

TEST(Pace, FindsWhatAThrottlingTableTakes) {
  Desk desk;
  Pace pace({}, desk.clock, desk.pause);

  const double rate = reached(desk, pace, 500, 120);

  EXPECT_GT(rate, 300);
  EXPECT_LE(rate, 500);
  // Some throttles each time that it has felt its way up; without a pace it would be half of all.
  EXPECT_LT(pace.throttles(), 3'000);
}

TEST(Pace, IsBackAtTheBudgetWhenNobodyThrottles) {
  Desk desk;
  Pace pace({1'000}, desk.clock, desk.pause);
  pace.used(1'000, 5);
  EXPECT_LE(pace.allowed(), 700);

  for (int request = 0; request < 1'000; ++request) {
    pace.wait();
    pace.used(500, 0);
  }

  EXPECT_DOUBLE_EQ(pace.allowed(), 1'000);
}

TEST(Pace, TakesThrottlesOfOneMomentForOne) {
  Desk desk;
  Pace pace({1'000}, desk.clock, desk.pause);
  desk.clock.advance(std::chrono::seconds(1));
  for (int request = 0; request < 8; ++request) pace.used(125, 1);

  EXPECT_GT(pace.allowed(), 80);
}

}  // namespace
}  // namespace tidemark::runbooks
