#include "expressions/legacy.h"

#include "expressions/apply_update.h"
#include "expressions/predicate.h"
#include "values/item_bytes.h"
#include "values/testing/item_text.h"

#include <gtest/gtest.h>

namespace tidemark::expressions {
namespace {

using values::AttributeValue;
using values::Item;
using values::item_in;
using values::text_value;

AttributeValue number(std::string_view text) {
  return AttributeValue(std::get<values::Number>(values::Number::parse(text)));
}

AttributeValue binary(std::string bytes) {
  return AttributeValue(values::Binary{std::move(bytes)});
}

AttributeValue list() {
  return AttributeValue(values::List{number("1")});
}

AttributeValue numbers() {
  return AttributeValue(values::NumberSet{*number("1").get_if<values::Number>()});
}

// "true", "false", or what is wrong.
std::string answer(const Parsed<std::optional<Condition>>& condition) {
  static const std::string item = values::to_bytes(item_in(R"({
    "n": {"N": "2"}, "s": {"S": "cat"}, "b": {"B": "Y2F0"}, "nil": {"NULL": true},
    "ns": {"NS": ["2", "4"]}, "l": {"L": [{"N": "2"}]}, "hello": {"S": "hello"}})"));
  if (const auto* problem = std::get_if<ExpressionProblem>(&condition)) return problem->message;
  const auto& given = std::get<std::optional<Condition>>(condition);
  if (!given) return "none";
  const bool holds = Predicate(*given).holds(values::ItemView::open(item).value());
  return holds ? "true" : "false";
}

std::string one(std::string attribute, std::string op, std::vector<AttributeValue> values) {
  return answer(filter_of({{std::move(attribute), std::move(op), std::move(values)}}, {}));
}

// Facts of the Alternator suite, which was run against the service.
TEST(LegacyFilter, AsksEveryOperator) {
  const std::tuple<const char*, const char*, std::vector<AttributeValue>, const char*> cases[] = {
      {"n", "EQ", {number("2")}, "true"},
      {"n", "EQ", {text_value("2")}, "false"},
      {"l", "EQ", {list()}, "false"},
      {"n", "NE", {number("2")}, "false"},
      {"n", "NE", {text_value("2")}, "true"},
      {"q", "NE", {number("2")}, "true"},
      {"n", "LE", {number("2")}, "true"},
      {"n", "LT", {number("2")}, "false"},
      {"s", "GE", {text_value("aardvark")}, "true"},
      {"b", "GT", {binary("dog")}, "false"},
      {"n", "LE", {text_value("9")}, "false"},
      {"q", "NULL", {}, "true"},
      {"nil", "NULL", {}, "false"},
      {"nil", "NOT_NULL", {}, "true"},
      {"q", "NOT_NULL", {}, "false"},
      {"hello", "CONTAINS", {text_value("ell")}, "true"},
      {"ns", "CONTAINS", {number("4")}, "true"},
      {"l", "CONTAINS", {number("2")}, "true"},
      {"q", "CONTAINS", {number("2")}, "false"},
      {"hello", "NOT_CONTAINS", {text_value("dog")}, "true"},
      {"hello", "NOT_CONTAINS", {number("1")}, "true"},
      {"ns", "NOT_CONTAINS", {number("4")}, "false"},
      {"q", "NOT_CONTAINS", {number("1")}, "false"},  // neither contains nor not
      {"hello", "BEGINS_WITH", {text_value("hell")}, "true"},
      {"n", "BEGINS_WITH", {text_value("dog")}, "false"},
      {"n", "IN", {number("1"), number("2")}, "true"},
      {"ns", "IN", {number("2")}, "false"},
      {"n", "BETWEEN", {number("1"), number("2")}, "true"},
      {"n", "BETWEEN", {text_value("a"), text_value("b")}, "false"},
      {"q", "BETWEEN", {number("0"), number("100")}, "false"}};
  for (const auto& [attribute, op, values, expected] : cases) {
    EXPECT_EQ(one(attribute, op, values), expected) << attribute << " " << op;
  }
}

TEST(LegacyFilter, RefusesCountsAndTypes) {
  const std::string front = "One or more parameter values were invalid: ";
  for (const char* op : {"EQ", "NE", "LE", "LT", "GE", "GT", "CONTAINS", "NOT_CONTAINS",
                         "BEGINS_WITH", "BETWEEN", "IN"}) {
    EXPECT_EQ(one("n", op, {}),
              front + "Invalid number of argument(s) for the " + op + " ComparisonOperator");
  }
  EXPECT_EQ(one("n", "NULL", {number("1")}),
            front + "Invalid number of argument(s) for the NULL ComparisonOperator");
  EXPECT_EQ(one("n", "BETWEEN", {number("1"), number("2"), number("3")}),
            front + "Invalid number of argument(s) for the BETWEEN ComparisonOperator");
  EXPECT_EQ(one("n", "IN", {number("1"), text_value("a")}),
            front + "AttributeValues inside AttributeValueList must be of same type");
  EXPECT_EQ(one("n", "BEGINS_WITH", {number("1")}),
            front + "ComparisonOperator BEGINS_WITH is not valid for N AttributeValue type");
  EXPECT_EQ(one("n", "CONTAINS", {list()}),
            front + "ComparisonOperator CONTAINS is not valid for L AttributeValue type");
  EXPECT_EQ(one("n", "IN", {list()}),
            front + "ComparisonOperator IN is not valid for L AttributeValue type");
  EXPECT_EQ(one("n", "LT", {numbers()}),
            front + "ComparisonOperator LT is not valid for NS AttributeValue type");
  EXPECT_EQ(one("n", "BETWEEN", {number("4"), number("3")}),
            "The BETWEEN condition was provided a range where the lower bound is greater than the "
            "upper bound");
}

TEST(LegacyFilter, JoinsByTheConditionalOperator) {
  const LegacyCondition holds{"n", "EQ", {number("2")}};
  const LegacyCondition fails{"s", "EQ", {number("2")}};
  EXPECT_EQ(answer(filter_of({}, {})), "none");
  EXPECT_EQ(answer(filter_of({holds, fails}, {})), "false");
  EXPECT_EQ(answer(filter_of({holds, holds}, ConditionalOperator::kAnd)), "true");
  EXPECT_EQ(answer(filter_of({fails, holds}, ConditionalOperator::kOr)), "true");
  EXPECT_EQ(answer(filter_of({fails, fails}, ConditionalOperator::kOr)), "false");
  EXPECT_EQ(answer(filter_of({}, ConditionalOperator::kOr)),
            "ConditionalOperator cannot be used without Filter or Expected");
  EXPECT_EQ(answer(filter_of({holds}, ConditionalOperator::kAnd)),
            "ConditionalOperator can only be used when Filter or Expected has two or more "
            "elements");
}

// Texts of the dynalite suite (putItem, updateItem).
TEST(Expected, TakesValuesAndExistence) {
  const std::string front = "One or more parameter values were invalid: ";
  const auto expected = [](ExpectedAttribute one) {
    one.attribute = one.attribute.empty() ? "n" : one.attribute;
    return answer(expected_of({one}, {}));
  };
  EXPECT_EQ(expected({.attribute = "n", .value = number("2")}), "true");
  EXPECT_EQ(expected({.attribute = "n", .value = number("2"), .exists = true}), "true");
  EXPECT_EQ(expected({.attribute = "q", .value = number("2")}), "false");
  EXPECT_EQ(expected({.attribute = "q", .exists = false}), "true");
  EXPECT_EQ(expected({.attribute = "n", .exists = false}), "false");
  EXPECT_EQ(expected({.attribute = "n", .op = "GT", .value = number("1")}), "true");
  EXPECT_EQ(expected({.attribute = "n", .op = "GT", .list = {{number("1")}}}), "true");
  EXPECT_EQ(expected({.attribute = "a"}),
            front + "Value must be provided when Exists is null for Attribute: a");
  EXPECT_EQ(expected({.attribute = "a", .exists = true}),
            front + "Value must be provided when Exists is true for Attribute: a");
  EXPECT_EQ(expected({.attribute = "a", .value = number("1"), .exists = false}),
            front + "Value cannot be used when Exists is false for Attribute: a");
  EXPECT_EQ(expected({.attribute = "a", .op = "LT"}),
            front +
                "Value or AttributeValueList must be used with ComparisonOperator: LT for "
                "Attribute: a");
  EXPECT_EQ(expected({.attribute = "a", .op = "LT", .exists = true}),
            front + "Exists and ComparisonOperator cannot be used together for Attribute: a");
  EXPECT_EQ(expected({.attribute = "a", .op = "LT", .list = {{}}, .value = number("1")}),
            front + "Value and AttributeValueList cannot be used together for Attribute: a");
  EXPECT_EQ(expected({.attribute = "a", .list = {{}}}),
            front +
                "AttributeValueList can only be used with a ComparisonOperator for Attribute: "
                "a");
  EXPECT_EQ(expected({.attribute = "a", .op = "BETWEEN", .value = number("1")}),
            front + "Invalid number of argument(s) for the BETWEEN ComparisonOperator");
}

TEST(LegacyKeyConditions, BecomeKeyConditions) {
  const auto conditions = key_conditions_of(
      {{"pk", "EQ", {text_value("a")}}, {"sk", "BETWEEN", {number("1"), number("2")}}});
  const auto& read = std::get<KeyConditions>(conditions);
  ASSERT_EQ(read.size(), 2u);
  EXPECT_EQ(read[1].op, values::RangeOperator::kBetween);
  EXPECT_EQ(read[1].high, number("2"));
  const auto problem = [](const std::vector<LegacyCondition>& given) {
    return std::get<ExpressionProblem>(key_conditions_of(given)).message;
  };
  const auto unusable = key_conditions_of({{"a", "NULL", {}}});
  EXPECT_FALSE(std::get<KeyConditions>(unusable)[0].indexable);
  EXPECT_EQ(problem({}), "Conditions can be of length 1 or 2 only");
  EXPECT_EQ(problem({{"a", "EQ", {}}}),
            "One or more parameter values were invalid: Invalid number of argument(s) for the EQ "
            "ComparisonOperator");
}

std::string updated(const std::vector<LegacyUpdate>& updates, std::optional<Item> before) {
  const auto update = update_of(updates);
  if (const auto* problem = std::get_if<ExpressionProblem>(&update)) return problem->message;
  const auto changed = apply(std::get<Update>(update), before, item_in(R"({"pk":{"S":"p"}})"));
  if (const auto* problem = std::get_if<ExpressionProblem>(&changed)) return problem->message;
  const auto& after = std::get<std::optional<Item>>(changed);
  return after ? values::to_json(*after) : "none";
}

TEST(AttributeUpdates, ChangeTheItem) {
  const Item item = item_in(R"({"n":{"N":"3"},"ns":{"NS":["1","2"]},"l":{"L":[{"N":"0"}]}})");
  EXPECT_EQ(
      updated({{"n", "ADD", number("2")}, {"l", "ADD", list()}, {"ns", "DELETE", numbers()}}, item),
      R"({"l":{"L":[{"N":"0"},{"N":"1"}]},"n":{"N":"5"},"ns":{"NS":["2"]}})");
  EXPECT_EQ(updated({{"a.b", "PUT", number("2")}, {"n", "DELETE"}, {"l", "DELETE"}}, item),
            R"({"a.b":{"N":"2"},"ns":{"NS":["1","2"]}})");
  EXPECT_EQ(updated({{"n", "ADD", numbers()}}, item), "Type mismatch for attribute to update");
  EXPECT_EQ(updated({{"n", "DELETE", numbers()}}, item), "Type mismatch for attribute to update");
  EXPECT_EQ(updated({}, std::nullopt), R"({"pk":{"S":"p"}})");
  EXPECT_EQ(updated({{"n", "DELETE"}}, std::nullopt), "none");
  EXPECT_EQ(updated({{"b", "DELETE"}, {"d", "ADD", number("5")}, {"f", "ADD", list()}}, {}),
            R"({"d":{"N":"5"},"f":{"L":[{"N":"1"}]},"pk":{"S":"p"}})");
}

TEST(AttributeUpdates, RefuseWhatActionsDoNotTake) {
  const std::string front = "One or more parameter values were invalid: ";
  EXPECT_EQ(updated({{"a", "PUT"}}, {}),
            front + "Only DELETE action is allowed when no attribute value is specified");
  EXPECT_EQ(updated({{"a", "ADD", text_value("x")}}, {}),
            front + "ADD action is not supported for the type S");
  EXPECT_EQ(updated({{"a", "DELETE", list()}}, {}),
            front + "DELETE action with value is not supported for the type L");
}

TEST(AttributesToGet, NameWholeAttributesOnce) {
  const Item item = item_in(R"({"a":{"M":{"b":{"N":"1"}}},"a.b":{"N":"2"},"c":{"N":"3"}})");
  const auto projection = projection_of_names({"a.b", "c", "x"});
  EXPECT_EQ(values::to_json(project(std::get<Projection>(projection), item)),
            R"({"a.b":{"N":"2"},"c":{"N":"3"}})");
  EXPECT_EQ(std::get<ExpressionProblem>(projection_of_names({"a", "b", "a"})).message,
            "One or more parameter values were invalid: Duplicate value in attribute name: a");
}

}  // namespace
}  // namespace tidemark::expressions
