#include "operator/comparison.h"

#include <gtest/gtest.h>

#include <thread>

namespace tidemark::runbooks {
namespace {

values::Item item(int id, std::string_view text) {
  values::Item made;
  made.set("Id", values::text_value(fmt::format("{:03}", id)));
  made.set("Text", values::text_value(std::string(text)));
  return made;
}

Inventory ten() {
  Inventory inventory({.hash = {"Id", values::KeyType::kString}, .range = std::nullopt});
  for (int id = 0; id < 10; ++id) EXPECT_TRUE(inventory.put(item(id, "good")));
  return inventory;
}

TEST(Comparison, FindsNothingWhereNothingDiffers) {
  const Inventory expected = ten();

  const Differences found = differences_between(expected, ten());

  EXPECT_TRUE(found.none());
  EXPECT_EQ(found.same, 10u);
  EXPECT_TRUE(found.examples.empty());
}

TEST(Comparison, FindsAChangedItem) {
  const Inventory expected = ten();
  Inventory actual = ten();
  ASSERT_TRUE(actual.put(item(4, "bad")));

  const Differences found = differences_between(expected, actual);

  EXPECT_FALSE(found.none());
  EXPECT_EQ(found.different, 1u);
  EXPECT_EQ(found.same, 9u);
  EXPECT_NE(found.digest_expected, found.digest_found);
  EXPECT_EQ(found.examples, (std::vector<std::string>{R"(different {"Id":{"S":"004"}})"}));
}

TEST(Comparison, FindsAMissingItem) {
  const Inventory expected = ten();
  Inventory actual = ten();
  ASSERT_TRUE(actual.erase(actual.key_of(item(9, "")).value()));

  const Differences found = differences_between(expected, actual);

  EXPECT_EQ(found.missing, 1u);
  EXPECT_EQ(found.same, 9u);
  EXPECT_FALSE(found.none());
  EXPECT_EQ(found.examples, (std::vector<std::string>{R"(missing {"Id":{"S":"009"}})"}));
}

TEST(Comparison, FindsAnItemTooMany) {
  const Inventory expected = ten();
  Inventory actual = ten();
  ASSERT_TRUE(actual.put(item(10, "good")));

  const Differences found = differences_between(expected, actual);

  EXPECT_EQ(found.extra, 1u);
  EXPECT_EQ(found.same, 10u);
  EXPECT_FALSE(found.none());
}

// A scan that tells one item twice and another not at all has the right count.
TEST(Comparison, FindsAnItemToldTwice) {
  const Inventory expected = ten();
  Comparison comparison(expected);
  for (int id = 0; id < 9; ++id) ASSERT_TRUE(comparison.see(item(id, "good")));
  ASSERT_TRUE(comparison.see(item(0, "good")));

  const Differences found = comparison.finish();

  EXPECT_EQ(found.repeated, 1u);
  EXPECT_EQ(found.missing, 1u);
  EXPECT_FALSE(found.none());
}

TEST(Comparison, TellsTheDifferenceBetweenTypes) {
  Inventory expected({.hash = {"Id", values::KeyType::kString}, .range = std::nullopt});
  values::Item text = item(1, "x");
  values::Item bytes = text;
  bytes.set("Text", values::AttributeValue(values::Binary{"x"}));
  ASSERT_TRUE(expected.put(text));
  Comparison comparison(expected);

  ASSERT_TRUE(comparison.see(bytes));

  EXPECT_EQ(comparison.finish().different, 1u);
}

TEST(Comparison, KeepsOnlyAFewExamples) {
  const Inventory expected = ten();

  const Differences found = differences_between(expected, Inventory(expected.keys()));

  EXPECT_EQ(found.missing, 10u);
  EXPECT_EQ(found.examples.size(), 5u);
}

TEST(Comparison, TakesItemsFromManyThreads) {
  Inventory expected({.hash = {"Id", values::KeyType::kString}, .range = std::nullopt});
  for (int id = 0; id < 400; ++id) ASSERT_TRUE(expected.put(item(id, "good")));
  Comparison comparison(expected);

  {
    std::vector<std::jthread> threads;
    for (int part = 0; part < 4; ++part) {
      threads.emplace_back([&, part] {
        for (int id = part; id < 400; id += 4) EXPECT_TRUE(comparison.see(item(id, "good")));
      });
    }
  }

  EXPECT_TRUE(comparison.finish().none());
}

TEST(Comparison, RefusesAnItemWithoutTheKey) {
  const Inventory expected = ten();
  Comparison comparison(expected);

  const Status status = comparison.see({});

  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, Code::kCorrupt);
}

}  // namespace
}  // namespace tidemark::runbooks
