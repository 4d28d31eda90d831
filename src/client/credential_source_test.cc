#include "client/credential_source.h"

#include <gtest/gtest.h>

#include <latch>
#include <thread>

namespace tidemark::client {
namespace {

using namespace std::chrono_literals;

constexpr Timestamp kStart = Timestamp::from_seconds(1795233906);

// A source that counts, and can be told to fail.
struct Well {
  SimulatedClock clock{kStart};
  int fetched = 0;
  bool dry = false;
  std::chrono::minutes lasts{60};

  CredentialSource source(std::string name = "well") {
    return {std::move(name), [this]() -> Result<Found> {
              if (dry) return fail(Code::kBusy, "the well is dry");
              ++fetched;
              return Found(Fetched{
                  .credentials = {.key_id = fmt::format("KEY{}", fetched), .secret = "hush"},
                  .expires = clock.now() + lasts});
            }};
  }
};

CredentialSource empty_place(std::string name, std::string why) {
  return {std::move(name), [why]() -> Result<Found> { return Found(Absent{why}); }};
}

std::string key_of(CredentialProvider& provider) {
  const auto key = provider.now();
  return key ? key.value().key_id : to_text(key.error());
}

TEST(Chain, TakesTheFirstThatHasSome) {
  Well well;
  const auto chain = chain_of(
      {empty_place("a", "not set"), well.source("b"), empty_place("c", "not set")}, well.clock);

  EXPECT_EQ(chain->origin(), "not looked for yet");
  EXPECT_EQ(key_of(*chain), "KEY1");
  EXPECT_EQ(chain->origin(), "b");
}

TEST(Chain, NamesEveryPlaceItLookedAt) {
  const SimulatedClock clock(kStart);
  const auto chain = chain_of(
      {empty_place("variables", "X is not set"), empty_place("file", "no such profile")}, clock);

  const auto key = chain->now();

  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().code, Code::kDenied);
  EXPECT_EQ(key.error().message, "no credentials: variables: X is not set; file: no such profile");
}

TEST(Chain, StopsAtAPlaceThatIsSetUpWrongly) {
  Well dry;
  dry.dry = true;
  Well next;
  const auto chain = chain_of({dry.source(), next.source()}, dry.clock);

  EXPECT_EQ(key_of(*chain), "busy: the well is dry");
  EXPECT_EQ(next.fetched, 0);
}

TEST(Chain, FetchesOthersFifteenMinutesBeforeTheEnd) {
  Well well;
  const auto chain = chain_of({well.source()}, well.clock);

  EXPECT_EQ(key_of(*chain), "KEY1");
  well.clock.advance(44min + 59s);
  EXPECT_EQ(key_of(*chain), "KEY1");
  well.clock.advance(1s);
  EXPECT_EQ(key_of(*chain), "KEY2");
}

TEST(Chain, UsesWhatItHoldsWhileNoOthersCome) {
  Well well;
  const auto chain = chain_of({well.source()}, well.clock);
  EXPECT_EQ(key_of(*chain), "KEY1");

  well.dry = true;
  well.clock.advance(55min);
  EXPECT_EQ(key_of(*chain), "KEY1");
  well.clock.advance(4min + 59s);
  EXPECT_EQ(key_of(*chain), "KEY1");
  well.clock.advance(1s);
  EXPECT_EQ(key_of(*chain), "busy: the well is dry");
  well.dry = false;
  EXPECT_EQ(key_of(*chain), "KEY2");
}

TEST(Chain, DoesNotFetchAtEveryCallWhatEndsSoon) {
  Well well;
  well.lasts = 5min;
  const auto chain = chain_of({well.source()}, well.clock);

  for (int call = 0; call < 10; ++call) EXPECT_EQ(key_of(*chain), "KEY1");
  well.clock.advance(kFetchAgain);
  EXPECT_EQ(key_of(*chain), "KEY2");
}

TEST(Chain, FetchesOthersWhenAServiceRefusedThem) {
  Well well;
  const auto chain = chain_of({well.source()}, well.clock);
  const auto first = chain->now();
  ASSERT_TRUE(first);

  EXPECT_TRUE(chain->refused(first.value()));
  EXPECT_EQ(key_of(*chain), "KEY2");
  EXPECT_TRUE(chain->refused(first.value()));  // others are there already
  EXPECT_EQ(key_of(*chain), "KEY2");
}

TEST(Chain, KeepsKeysThatNeverEnd) {
  const SimulatedClock clock(kStart);
  const auto chain = chain_of(
      {{"file", []() -> Result<Found> { return Found(Fetched{.credentials = {.key_id = "K"}}); }}},
      clock);
  const auto key = chain->now();
  ASSERT_TRUE(key);

  EXPECT_FALSE(chain->refused(key.value()));
}

TEST(Chain, RefusesWhatHasEndedWhenItComes) {
  Well well;
  well.lasts = 0min;
  const auto chain = chain_of({well.source()}, well.clock);

  EXPECT_EQ(key_of(*chain), "denied: well: the credentials have expired");
}

TEST(Chain, FetchesOnceForManyThreads) {
  Well well;
  std::latch asked(1);
  const CredentialSource slow{"slow", [&]() -> Result<Found> {
                                asked.wait();
                                return well.source().fetch();
                              }};
  const auto chain = chain_of({slow}, well.clock);
  std::atomic<int> answered = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        if (key_of(*chain) == "KEY1") ++answered;
      });
    }
    asked.count_down();
  }

  EXPECT_EQ(answered, 8);
  EXPECT_EQ(well.fetched, 1);
}

}  // namespace
}  // namespace tidemark::client
