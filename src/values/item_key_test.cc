#include "values/item_key.h"

#include "base/random.h"
#include "values/dynamodb_json.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tidemark::values {
namespace {

const KeySchema kSchema{{"h", KeyType::kString}, KeyAttribute{"r", KeyType::kNumber}};

Item item(std::string_view json) {
  return std::get<Item>(read_item(codec::parse_json(json).value()));
}

TEST(ItemKey, ComesBackFromItsBytes) {
  const Item given = item(R"({"h":{"S":"a"},"r":{"N":"-1.5"},"x":{"S":"y"}})");
  const std::string key = std::get<std::string>(key_of_item(kSchema, given));
  EXPECT_EQ(key_from_bytes(kSchema, key).value(), key_attributes(kSchema, given));
  EXPECT_FALSE(key_from_bytes(kSchema, key + "x"));
  EXPECT_FALSE(key_from_bytes(kSchema, key.substr(0, key.size() - 1)));
}

TEST(ItemKey, SaysWhyThereIsNone) {
  const auto answer = [](std::string_view json) { return key_of(kSchema, item(json)); };
  EXPECT_EQ(std::get<KeyMissing>(answer(R"({"h":{"S":"a"}})")).attribute, "r");
  EXPECT_EQ(std::get<KeyWrongType>(answer(R"({"h":{"N":"1"},"r":{"N":"1"}})")).actual, "N");
  EXPECT_EQ(std::get<KeyEmpty>(answer(R"({"h":{"S":""},"r":{"N":"1"}})")).attribute.name, "h");
  EXPECT_TRUE(std::holds_alternative<KeyHasExtra>(
      answer(R"({"h":{"S":"a"},"r":{"N":"1"},"x":{"N":"1"}})")));
}

TEST(ItemKey, TakesItsLongestAndRefusesOneByteMore) {
  const KeySchema schema{{"h", KeyType::kString}, KeyAttribute{"r", KeyType::kString}};
  const auto key = [&](std::size_t hash, std::size_t range) {
    Item given;
    given.set("h", text_value(std::string(hash, 'x')));
    given.set("r", text_value(std::string(range, 'x')));
    return key_of(schema, given);
  };
  EXPECT_TRUE(std::holds_alternative<std::string>(key(2048, 1024)));
  EXPECT_TRUE(std::get<KeyTooLong>(key(2049, 1024)).hash);
  EXPECT_FALSE(std::get<KeyTooLong>(key(2048, 1025)).hash);
}

std::string drawn_text(Random& random) {
  static constexpr char kAlphabet[] = {'\0', 'a', 'b', '\x7f'};
  std::string text(random.below(4), ' ');
  for (char& c : text) c = kAlphabet[random.below(4)];
  return text;
}

bool satisfies(RangeOperator op, const std::string& value, const std::string& low,
               const std::string& high) {
  switch (op) {
    case RangeOperator::kEqual: return value == low;
    case RangeOperator::kLess: return value < low;
    case RangeOperator::kLessOrEqual: return value <= low;
    case RangeOperator::kGreater: return value > low;
    case RangeOperator::kGreaterOrEqual: return value >= low;
    case RangeOperator::kBetween: return low <= value && value <= high;
    case RangeOperator::kBeginsWith: return value.starts_with(low);
  }
  return false;
}

// The oracle compares the attribute values themselves.
TEST(SortRange, HoldsExactlyTheKeysThatSatisfyItsOperator) {
  SeededRandom random(11);
  for (int i = 0; i < 50000; ++i) {
    const std::string hash = "p" + drawn_text(random);
    const std::string other = random.below(2) == 0 ? hash : "p" + drawn_text(random);
    const std::string value = drawn_text(random);
    const std::string low = drawn_text(random);
    const std::string high = drawn_text(random);
    const auto op = static_cast<RangeOperator>(random.below(7));
    const AttributeValue high_value = text_value(high);
    const KeyRange range = sort_range(text_value(hash), op, text_value(low), &high_value);
    std::string key = partition_range(text_value(other)).from;
    key += partition_range(text_value(value)).from;
    const bool inside = key >= range.from && (range.until.empty() || key < range.until);
    ASSERT_EQ(inside, hash == other && satisfies(op, value, low, high))
        << "operator " << static_cast<int>(op) << " seed step " << i;
  }
}

}  // namespace
}  // namespace tidemark::values
