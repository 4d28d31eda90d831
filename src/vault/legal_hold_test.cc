#include "vault/legal_hold.h"

#include "vault/legal_holds.h"

#include <gtest/gtest.h>

namespace tidemark::vault {
namespace {

constexpr char kOrders[] = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders";
constexpr char kPoint[] = "arn:aws:backup:eu-west-1:123456789012:recovery-point:1EB3";
const Timestamp kDay = Timestamp::from_seconds(1'800'000'000);

LegalHold hold_of(HoldSelection selection) {
  LegalHold hold;
  hold.account = "123456789012";
  hold.region = "eu-west-1";
  hold.id = "3f";
  hold.title = "case 12";
  hold.selection = std::move(selection);
  return hold;
}

HoldCandidate point_at(Timestamp at) {
  return {kPoint, "nightly", kOrders, "DynamoDB", at};
}

bool held(const HoldSelection& selection) {
  return holds(hold_of(selection), point_at(kDay));
}

TEST(LegalHold, RowsReadBack) {
  LegalHold hold = hold_of({{"nightly"}, {kOrders, "DynamoDB"}, HeldDates{kDay, kDay}});
  hold.description = "why";
  hold.idempotency_token = "token";
  hold.created_at = kDay;
  hold.cancelled = HoldCancelled{kDay, "over", kDay};
  const auto read = LegalHold::decode(hold.encode());
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read.value(), hold);
  EXPECT_FALSE(LegalHold::decode(hold.encode() + "x"));
}

TEST(LegalHold, WithoutCriteriaHoldsEverything) {
  EXPECT_TRUE(held({}));
}

TEST(LegalHold, HoldsByVaultOrByResource) {
  EXPECT_TRUE(held({{"weekly", "nightly"}, {}, {}}));
  EXPECT_FALSE(held({{"weekly"}, {}, {}}));
  EXPECT_FALSE(held({{"night*"}, {}, {}})) << "a vault's name is no pattern";
  EXPECT_TRUE(held({{}, {kOrders}, {}}));
  EXPECT_TRUE(held({{}, {"arn:aws:dynamodb:eu-west-1:123456789012:table/ord*"}, {}}));
  EXPECT_TRUE(held({{}, {kPoint}, {}}));
  EXPECT_TRUE(held({{}, {"DynamoDB"}, {}}));
  EXPECT_FALSE(held({{}, {"EBS"}, {}}));
  EXPECT_FALSE(held({{}, {"arn:aws:dynamodb:eu-west-1:123456789012:table/order"}, {}}));
  EXPECT_TRUE(held({{"weekly"}, {kOrders}, {}}));
}

TEST(LegalHold, BothEndsOfTheDatesBelongToIt) {
  const auto on = [](Timestamp at) {
    return holds(hold_of({{}, {}, HeldDates{kDay, kDay + std::chrono::hours(24)}}), point_at(at));
  };
  EXPECT_FALSE(on(kDay - std::chrono::microseconds(1)));
  EXPECT_TRUE(on(kDay));
  EXPECT_TRUE(on(kDay + std::chrono::hours(24)));
  EXPECT_FALSE(on(kDay + std::chrono::hours(24) + std::chrono::microseconds(1)));
}

TEST(LegalHold, HoldsNothingOnceCancelled) {
  LegalHold hold = hold_of({});
  hold.cancelled = HoldCancelled{kDay, "over", kDay + std::chrono::days(2)};
  EXPECT_FALSE(holds(hold, point_at(kDay)));
  EXPECT_TRUE(is_on_record(hold, kDay + std::chrono::days(2) - std::chrono::microseconds(1)));
  EXPECT_FALSE(is_on_record(hold, kDay + std::chrono::days(2)));
  hold.cancelled->retain_record_until.reset();
  EXPECT_TRUE(is_on_record(hold, Timestamp::max()));
}

}  // namespace
}  // namespace tidemark::vault
