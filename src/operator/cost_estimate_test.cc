#include "operator/cost_estimate.h"

#include <gtest/gtest.h>

namespace tidemark::runbooks {
namespace {

TableShape shape_with(std::uint64_t items, std::uint64_t bytes) {
  return {
      .keys = {{"id", "S", "HASH"}}, .indexes = {}, .items = items, .bytes = bytes, .status = ""};
}

// 1 GB in a million items: 262,144 units of 4 KB, and two write units an item.
const TableShape kMillion = shape_with(1'000'000, 1u << 30);

TEST(CostEstimate, OfAScanIsByBytes) {
  const CostEstimate strong = estimate_scan(kMillion, true, {}, {});
  const CostEstimate eventual = estimate_scan(kMillion, false, {}, {});

  EXPECT_DOUBLE_EQ(strong.lines.at(0).units, 262'144);
  EXPECT_DOUBLE_EQ(eventual.lines.at(0).units, 131'072);
  EXPECT_NEAR(strong.once(), 0.0328, 0.0001);
  EXPECT_EQ(strong.every_month(), 0);
}

TEST(CostEstimate, OfACopyIsByItemsAndIndexes) {
  const CostEstimate plain = estimate_copy(kMillion, false, 0, {}, {});
  const CostEstimate indexed = estimate_copy(kMillion, false, 2, {}, {});

  EXPECT_DOUBLE_EQ(plain.lines.at(1).units, 2'000'000);
  EXPECT_NEAR(plain.once(), 0.0164 + 1.25, 0.001);
  EXPECT_NEAR(indexed.once() - plain.once(), 2.50, 0.001);
}

TEST(CostEstimate, OfAProvisionedTableIsPaidAlready) {
  const CostEstimate scan = estimate_scan(kMillion, true, {.provisioned = true}, {});

  EXPECT_EQ(scan.once(), 0);
  EXPECT_DOUBLE_EQ(scan.lines.at(0).units, 262'144);
  EXPECT_EQ(scan.assumptions.size(), 2u);
}

TEST(CostEstimate, KnowsTheOtherTableClass) {
  EXPECT_GT(estimate_scan(kMillion, true, {.infrequent_access = true}, {}).once(),
            estimate_scan(kMillion, true, {}, {}).once());
}

TEST(CostEstimate, OfARestoreIsByGigabytesAndStorage) {
  const CostEstimate warm = estimate_restore(10ull << 30, false, {});
  const CostEstimate cold = estimate_restore(10ull << 30, true, {});

  EXPECT_NEAR(warm.once(), 1.50, 1e-9);
  EXPECT_NEAR(cold.once(), 2.00, 1e-9);
  EXPECT_NEAR(warm.every_month(), 2.50, 1e-9);
}

TEST(CostEstimate, TakesOtherPrices) {
  EXPECT_NEAR(estimate_restore(1ull << 30, false, {.gb_restored = 0.1711}).once(), 0.1711, 1e-9);
}

TEST(CostEstimate, SaysThatItIsOneAndWhere) {
  EXPECT_EQ(estimate_text(together({estimate_restore(10ull << 30, false, {}),
                                    estimate_scan(kMillion, true, {}, {}),
                                    estimate_scan(kMillion, true, {}, {})})),
            "Estimated cost\n"
            "  restore 10.0 GiB                                       $1.50\n"
            "  store the restored table                               $2.50 a month\n"
            "  read 262,144 units                                     $0.03\n"
            "  read 262,144 units                                     $0.03\n"
            "  once                                                   $1.57\n"
            "  every month that it is kept                            $2.50\n"
            "  (1,000,000 items, 1.0 GiB, as AWS counted last)\n"
            "  An estimate: prices of us-east-1 of 2024-11-01,\n"
            "  aws.amazon.com/dynamodb/pricing and aws.amazon.com/backup/pricing.\n");
}

TEST(CostEstimate, SaysItInASentence) {
  EXPECT_EQ(estimate_sentence(estimate_restore(10ull << 30, false, {})),
            "about $1.50 once and $2.50 a month, by us-east-1's prices of 2024-11-01");
}

TEST(PriceList, TakesThePlaceOfTheBuiltInOne) {
  const auto prices = prices_from_json(
      R"({"schema":1,"region":"eu-central-1","asOf":"2026-11-01","source":"a contract",)"
      R"("gbRestored":0.1826,"millionReads":1})");

  ASSERT_TRUE(prices) << prices.error().message;
  EXPECT_DOUBLE_EQ(prices.value().gb_restored, 0.1826);
  EXPECT_DOUBLE_EQ(prices.value().million_reads, 1);
  EXPECT_DOUBLE_EQ(prices.value().gb_month_backup, Prices{}.gb_month_backup);
  EXPECT_EQ(prices.value().region, "eu-central-1");
}

TEST(PriceList, RefusesWhatItDoesNotKnow) {
  const auto refused = [](std::string_view more) {
    const auto prices = prices_from_json(
        fmt::format(R"({{"schema":1,"region":"r","asOf":"d","source":"s",{}}})", more));
    return prices ? std::string() : prices.error().message;
  };

  EXPECT_EQ(refused(R"("gbRestore":1)"), "no price list: unknown member \"gbRestore\"");
  EXPECT_EQ(refused(R"("gbRestored":"1")"), "no price list: gbRestored is no price in dollars");
  EXPECT_EQ(refused(R"("gbRestored":-1)"), "no price list: gbRestored is no price in dollars");
  EXPECT_EQ(prices_from_json(R"({"schema":1})").error().message,
            "no price list: region is missing");
  EXPECT_EQ(prices_from_json(R"({"schema":2})").error().message, "no price list: schema is not 1");
}

TEST(CostEstimate, OfAnEmptyTableIsNothing) {
  EXPECT_EQ(estimate_copy(shape_with(0, 0), true, 1, {}, {}).once(), 0);
}

}  // namespace
}  // namespace tidemark::runbooks
