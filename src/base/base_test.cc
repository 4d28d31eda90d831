#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"

#include <gtest/gtest.h>

#include <set>

namespace tidemark {
namespace {

Result<int> half(int number) {
  if (number % 2 != 0) return fail(Code::kInvalid, fmt::format("{} is odd", number));
  return number / 2;
}

Result<int> quarter(int number) {
  TM_TRY(const int once, half(number));
  return half(once);
}

TEST(Result, PassesTheFirstErrorUp) {
  EXPECT_EQ(quarter(8).value(), 2);
  EXPECT_EQ(to_text(quarter(6).error()), "invalid: 3 is odd");
}

TEST(Timestamp, RoundsDownToTheSecondBefore1970Too) {
  EXPECT_EQ(Timestamp{1'999'999}.floor_to_second(), Timestamp{1'000'000});
  EXPECT_EQ(Timestamp{2'000'000}.floor_to_second(), Timestamp{2'000'000});
  EXPECT_EQ(Timestamp{-1}.floor_to_second(), Timestamp{-1'000'000});
}

TEST(SimulatedClock, KeepsTheBootClockWhenTheWallClockIsSet) {
  SimulatedClock clock(Timestamp::from_seconds(100));
  clock.advance(std::chrono::seconds(5));
  clock.step_to(Timestamp::from_seconds(50));
  EXPECT_EQ(clock.now(), Timestamp::from_seconds(50));
  EXPECT_EQ(clock.since_boot(), std::chrono::seconds(5));
}

TEST(SeededRandom, ReplaysFromItsSeedAndDiffersFromAnother) {
  SeededRandom one(7);
  SeededRandom same(7);
  SeededRandom other(8);
  const std::string drawn = one.hex(40);
  EXPECT_EQ(drawn, same.hex(40));
  EXPECT_NE(drawn, other.hex(40));
}

TEST(Random, StaysBelowItsBoundAndReachesEveryValue) {
  SeededRandom random(1);
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(random.below(7));
  EXPECT_EQ(seen.size(), 7u);
  EXPECT_EQ(*seen.rbegin(), 6u);
}

TEST(Random, MakesVersionFourUuids) {
  SeededRandom random(3);
  const std::string id = random.uuid();
  ASSERT_EQ(id.size(), 36u);
  EXPECT_EQ(id[14], '4');
  EXPECT_EQ(id[8], '-');
  EXPECT_NE(std::string("89ab").find(id[19]), std::string::npos);
}

}  // namespace
}  // namespace tidemark
