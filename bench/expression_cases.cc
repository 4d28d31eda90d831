#include "bench/expression_cases.h"

#include "expressions/apply_update.h"
#include "expressions/predicate.h"
#include "values/item_bytes.h"

#include <memory>

namespace tidemark::bench {

namespace {

using expressions::Placeholders;
using values::AttributeValue;
using values::Item;

constexpr std::size_t kCallsABeat = 64;
constexpr std::string_view kOne = "visits > :n";
constexpr std::string_view kTen =
    "visits > :n AND active = :t AND begins_with(title, :p) AND NOT contains(title, :x) AND "
    "size(title) > :n AND attribute_exists(address.city) AND attribute_not_exists(gone) AND "
    "visits BETWEEN :n AND :m AND address.city IN (:x, :c) AND tags[1] = :c";
constexpr std::string_view kUpdate =
    "SET visits = visits + :n, address.city = :c, tags = list_append(tags, :l) REMOVE gone";

Item values_of_all() {
  Item values;
  values.set(":c", AttributeValue(std::string("Cork")));
  values.set(":l", AttributeValue(values::List{AttributeValue(std::string("new"))}));
  values.set(":m", AttributeValue(std::get<values::Number>(values::Number::parse("1000"))));
  values.set(":n", AttributeValue(std::get<values::Number>(values::Number::parse("5"))));
  values.set(":p", AttributeValue(std::string("value-")));
  values.set(":t", AttributeValue(true));
  values.set(":x", AttributeValue(std::string("nowhere")));
  return values;
}

// About 300 bytes, as DynamoDB counts them.
Item example() {
  Item address;
  address.set("city", AttributeValue(std::string("Cork")));
  address.set("street", AttributeValue(std::string(60, 's')));
  Item item;
  item.set("active", AttributeValue(true));
  item.set("address", AttributeValue(std::move(address)));
  item.set("pk", AttributeValue(std::string("user#00000042")));
  item.set("tags", AttributeValue(values::List{AttributeValue(std::string("a")),
                                               AttributeValue(std::string("Cork"))}));
  item.set("title", AttributeValue("value-" + std::string(160, 'd')));
  item.set("visits", AttributeValue(std::get<values::Number>(values::Number::parse("42"))));
  return item;
}

Result<expressions::Condition> condition(std::string_view text) {
  Placeholders placeholders(std::nullopt, values_of_all());
  auto parsed = expressions::parse_condition("FilterExpression", text, placeholders);
  if (auto* found = std::get_if<expressions::Condition>(&parsed)) return std::move(*found);
  return fail(Code::kInvalid, std::get<expressions::ExpressionProblem>(parsed).message);
}

Result<expressions::Update> update() {
  Placeholders placeholders(std::nullopt, values_of_all());
  auto parsed = expressions::parse_update(kUpdate, placeholders);
  if (auto* found = std::get_if<expressions::Update>(&parsed)) return std::move(*found);
  return fail(Code::kInvalid, std::get<expressions::ExpressionProblem>(parsed).message);
}

Result<Sample> in_microseconds(Result<Sample> rate) {
  if (rate) rate.value().value = 1e6 / rate.value().value;
  return rate;
}

Result<Sample> ask(std::string_view text, double seconds) {
  TM_TRY(const expressions::Condition parsed, condition(text));
  const expressions::Predicate predicate(parsed);
  const std::string bytes = values::to_bytes(example());
  return in_microseconds(repeat(seconds, kCallsABeat, [&]() -> Status {
    TM_TRY(const values::ItemView item, values::ItemView::open(bytes));
    if (!predicate.holds(item)) return fail(Code::kCorrupt, "a condition that holds did not");
    return Ok{};
  }));
}

Result<Sample> parse(std::string_view text, double seconds) {
  return in_microseconds(repeat(seconds, kCallsABeat, [&]() -> Status {
    TM_TRY(const expressions::Condition parsed, condition(text));
    return Ok{};
  }));
}

Result<Sample> unpack(double seconds) {
  const std::string bytes = values::to_bytes(example());
  return in_microseconds(repeat(seconds, kCallsABeat, [&]() -> Status {
    TM_TRY(const Item item, values::item_from_bytes(bytes));
    if (item.find("visits") == nullptr) return fail(Code::kCorrupt, "an attribute is gone");
    return Ok{};
  }));
}

Result<Sample> apply(double seconds) {
  TM_TRY(const expressions::Update parsed, update());
  const std::optional<Item> before = example();
  return in_microseconds(repeat(seconds, kCallsABeat, [&]() -> Status {
    const auto after = expressions::apply(parsed, before, {});
    if (std::holds_alternative<std::optional<Item>>(after)) return Ok{};
    return fail(Code::kCorrupt, "an update that fits did not");
  }));
}

}  // namespace

void add_expression_cases(Bench& bench) {
  Group group{.name = "expression"};
  group.cases = {{"parse: a comparison", "us", [](double seconds) { return parse(kOne, seconds); }},
                 {"parse: ten tests", "us", [](double seconds) { return parse(kTen, seconds); }},
                 {"ask: a comparison", "us", [](double seconds) { return ask(kOne, seconds); }},
                 {"ask: ten tests", "us", [](double seconds) { return ask(kTen, seconds); }},
                 {"apply an update", "us", [](double seconds) { return apply(seconds); }},
                 {"unpack the item", "us", [](double seconds) { return unpack(seconds); }}};
  bench.add(std::move(group));
}

}  // namespace tidemark::bench
