#include "client/retry.h"

#include <gtest/gtest.h>

namespace tidemark::client {
namespace {

using std::chrono::milliseconds;

TEST(WorthAnother, AThrottleIsForEveryCall) {
  const ServiceError throttled{.name = "ThrottlingException", .status = 400};

  EXPECT_TRUE(worth_another(throttled, Repeat::kAlways));
  EXPECT_TRUE(worth_another(throttled, Repeat::kOnlyIfNotDone));
}

TEST(WorthAnother, AnUnknownOutcomeIsNotForWhatMustHappenOnce) {
  const ServiceError broken{.name = "InternalServerError", .status = 500};
  const Error dropped = fail(Code::kUnknown, "the connection broke");

  EXPECT_TRUE(worth_another(broken, Repeat::kAlways));
  EXPECT_FALSE(worth_another(broken, Repeat::kOnlyIfNotDone));
  EXPECT_TRUE(worth_another(dropped, Repeat::kAlways));
  EXPECT_FALSE(worth_another(dropped, Repeat::kOnlyIfNotDone));
}

TEST(WorthAnother, NothingSentMayAlwaysBeSent) {
  EXPECT_TRUE(worth_another(fail(Code::kBusy, "no connection"), Repeat::kOnlyIfNotDone));
}

TEST(WorthAnother, ARefusalStaysARefusal) {
  const auto again = [](const char* name) {
    return worth_another(ServiceError{.name = name, .status = 400}, Repeat::kAlways);
  };

  EXPECT_FALSE(again("ValidationException"));
  EXPECT_FALSE(again("LimitExceededException"));  // 50 restores at once: the caller must hear it
}

TEST(PauseAfter, GrowsToTheCapAndNeverBeyond) {
  const RetryPolicy policy{.attempts = 30, .base = milliseconds(25), .cap = milliseconds(400)};
  SeededRandom random(7);

  for (int attempt = 1; attempt <= 30; ++attempt) {
    const milliseconds longest{attempt < 5 ? 25 << (attempt - 1) : 400};
    for (int draw = 0; draw < 50; ++draw) {
      const milliseconds pause = pause_after(attempt, policy, random);
      EXPECT_GE(pause, milliseconds(1));
      EXPECT_LE(pause, longest) << "attempt " << attempt;
    }
  }
}

TEST(PauseAfter, IsNotTheSameForEverybody) {
  SeededRandom random(7);
  const milliseconds first = pause_after(6, {}, random);

  bool differs = false;
  for (int draw = 0; draw < 20; ++draw) differs = differs || pause_after(6, {}, random) != first;

  EXPECT_TRUE(differs);
}

TEST(AskedFor, IsWhatTheServiceAsksWithinFiveSeconds) {
  EXPECT_EQ(asked_for("1500", milliseconds(20)), milliseconds(1500));
  EXPECT_EQ(asked_for("10", milliseconds(20)), milliseconds(20));
  EXPECT_EQ(asked_for("60000", milliseconds(20)), milliseconds(5020));
  for (const char* text : {"", "soon", "5s", "-5"}) {
    EXPECT_EQ(asked_for(text, milliseconds(20)), milliseconds(20)) << text;
  }
}

TEST(PolicyFor, WaitsLongerForOthersThanForDynamoDb) {
  EXPECT_EQ(policy_for(Service::kDynamoDb, {}).throttle_base, milliseconds(25));
  EXPECT_EQ(policy_for(Service::kBackup, {}).base, milliseconds(50));
  EXPECT_EQ(policy_for(Service::kBackup, {}).throttle_base, milliseconds(1000));
}

TEST(PauseAfter, IsLongerAfterAThrottle) {
  const RetryPolicy policy{.base = milliseconds(1), .throttle_base = milliseconds(1000)};
  SeededRandom random(7);

  milliseconds longest{0};
  for (int draw = 0; draw < 50; ++draw) {
    longest = std::max(longest, pause_after(1, policy, random, true));
    EXPECT_EQ(pause_after(1, policy, random), milliseconds(1));
  }

  EXPECT_GT(longest, milliseconds(500));
  EXPECT_LE(longest, milliseconds(1000));
}

}  // namespace
}  // namespace tidemark::client
