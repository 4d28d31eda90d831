#include "expressions/legacy.h"

#include <algorithm>
#include <set>

namespace tidemark::expressions {

namespace {

using values::AttributeValue;

// How many values an operator takes, and of which types; no types: any.
struct Rule {
  std::size_t least = 1;
  std::size_t most = 1;
  std::vector<std::string_view> types = {};
};

const Rule& rule_of(const std::string& op) {
  static const std::vector<std::string_view> kScalars = {"S", "N", "B"};
  static const std::map<std::string, Rule, std::less<>> kRules = {
      {"EQ", {}},
      {"NE", {}},
      {"LE", {.types = kScalars}},
      {"LT", {.types = kScalars}},
      {"GE", {.types = kScalars}},
      {"GT", {.types = kScalars}},
      {"CONTAINS", {.types = {"S", "N", "B", "BOOL", "NULL"}}},
      {"NOT_CONTAINS", {.types = {"S", "N", "B", "BOOL", "NULL"}}},
      {"BEGINS_WITH", {.types = {"S", "B"}}},
      {"IN", {.most = SIZE_MAX, .types = kScalars}},
      {"BETWEEN", {.least = 2, .most = 2, .types = kScalars}},
      {"NULL", {.least = 0, .most = 0}},
      {"NOT_NULL", {.least = 0, .most = 0}}};
  return kRules.at(op);
}

ExpressionProblem invalid(std::string_view what) {
  return {fmt::format("One or more parameter values were invalid: {}", what)};
}

bool is_below(const AttributeValue& high, const AttributeValue& low) {
  return values::match(
      low, [&](const std::string& text) { return *high.get_if<std::string>() < text; },
      [&](const values::Number& number) { return *high.get_if<values::Number>() < number; },
      [&](const values::Binary& binary) { return *high.get_if<values::Binary>() < binary; },
      [](const auto&) { return false; });
}

std::optional<ExpressionProblem> check(const LegacyCondition& condition) {
  const Rule& rule = rule_of(condition.op);
  const auto& values = condition.values;
  if (values.size() < rule.least || values.size() > rule.most) {
    return invalid(
        fmt::format("Invalid number of argument(s) for the {} ComparisonOperator", condition.op));
  }
  for (const AttributeValue& value : values) {
    if (value.type_name() != values.front().type_name()) {
      return invalid("AttributeValues inside AttributeValueList must be of same type");
    }
  }
  for (const AttributeValue& value : values) {
    const auto& types = rule.types;
    if (types.empty() || std::find(types.begin(), types.end(), value.type_name()) != types.end()) {
      continue;
    }
    return invalid(fmt::format("ComparisonOperator {} is not valid for {} AttributeValue type",
                               condition.op, value.type_name()));
  }
  if (condition.op == "BETWEEN" && is_below(values[1], values[0])) {
    return ExpressionProblem{
        "The BETWEEN condition was provided a range where the lower bound is greater than the "
        "upper bound"};
  }
  return std::nullopt;
}

Condition test(Condition::Kind kind, std::string op, const std::string& attribute,
               const std::vector<AttributeValue>& values) {
  Condition test{kind, std::move(op), {}, {}};
  test.operands.push_back(Operand{DocumentPath{attribute}});
  for (const AttributeValue& value : values) test.operands.push_back(Operand{value});
  return test;
}

Condition joined(Condition::Kind kind, std::string op, std::vector<Condition> parts) {
  return {kind, std::move(op), std::move(parts), {}};
}

Condition condition_of(const LegacyCondition& legacy) {
  using Kind = Condition::Kind;
  static const std::map<std::string, std::pair<Kind, const char*>, std::less<>> kTests = {
      {"EQ", {Kind::kCompare, "="}},
      {"NE", {Kind::kCompare, "<>"}},
      {"LE", {Kind::kCompare, "<="}},
      {"LT", {Kind::kCompare, "<"}},
      {"GE", {Kind::kCompare, ">="}},
      {"GT", {Kind::kCompare, ">"}},
      {"CONTAINS", {Kind::kFunction, "contains"}},
      {"BEGINS_WITH", {Kind::kFunction, "begins_with"}},
      {"IN", {Kind::kIn, "IN"}},
      {"BETWEEN", {Kind::kBetween, "BETWEEN"}},
      {"NULL", {Kind::kFunction, "attribute_not_exists"}},
      {"NOT_NULL", {Kind::kFunction, "attribute_exists"}}};
  if (const auto found = kTests.find(legacy.op); found != kTests.end()) {
    const auto& [kind, op] = found->second;
    return test(kind, op, legacy.attribute, legacy.values);
  }
  // NOT_CONTAINS does not hold where there is no value.
  std::vector<Condition> without;
  without.push_back(test(Kind::kFunction, "contains", legacy.attribute, legacy.values));
  std::vector<Condition> parts;
  parts.push_back(test(Kind::kFunction, "attribute_exists", legacy.attribute, {}));
  parts.push_back(joined(Kind::kNot, "NOT", std::move(without)));
  return joined(Kind::kAnd, "AND", std::move(parts));
}

Parsed<std::optional<Condition>> all_of(const std::vector<LegacyCondition>& tests,
                                        std::optional<ConditionalOperator> given) {
  if (given && tests.empty()) {
    return ExpressionProblem{"ConditionalOperator cannot be used without Filter or Expected"};
  }
  if (given && tests.size() == 1) {
    return ExpressionProblem{
        "ConditionalOperator can only be used when Filter or Expected has two or more elements"};
  }
  std::vector<Condition> parts;
  for (const LegacyCondition& test : tests) {
    if (auto problem = check(test)) return *std::move(problem);
    parts.push_back(condition_of(test));
  }
  if (parts.empty()) return std::optional<Condition>{};
  if (parts.size() == 1) return std::optional<Condition>{std::move(parts.front())};
  const bool any = given == ConditionalOperator::kOr;
  return std::optional<Condition>{joined(any ? Condition::Kind::kOr : Condition::Kind::kAnd,
                                         any ? "OR" : "AND", std::move(parts))};
}

// An element with a ComparisonOperator.
Parsed<LegacyCondition> compared(const ExpectedAttribute& expected) {
  const std::string& op = *expected.op;
  if (expected.exists) {
    return invalid(
        fmt::format("Exists and ComparisonOperator cannot be used together for "
                    "Attribute: {}",
                    expected.attribute));
  }
  if (op != "NULL" && op != "NOT_NULL" && !expected.list && !expected.value) {
    return invalid(
        fmt::format("Value or AttributeValueList must be used with ComparisonOperator: "
                    "{} for Attribute: {}",
                    op, expected.attribute));
  }
  LegacyCondition condition{expected.attribute, op, {}};
  if (expected.list) condition.values = *expected.list;
  if (expected.value) condition.values.push_back(*expected.value);
  return condition;
}

Parsed<LegacyCondition> condition_of(const ExpectedAttribute& expected) {
  const std::string& attribute = expected.attribute;
  if (expected.list && expected.value) {
    return invalid(fmt::format(
        "Value and AttributeValueList cannot be used together for Attribute: {}", attribute));
  }
  if (expected.op) return compared(expected);
  if (expected.list) {
    return invalid(fmt::format(
        "AttributeValueList can only be used with a ComparisonOperator for Attribute: {}",
        attribute));
  }
  const bool exists = expected.exists.value_or(true);
  if (exists && !expected.value) {
    return invalid(fmt::format("Value must be provided when Exists is {} for Attribute: {}",
                               expected.exists ? "true" : "null", attribute));
  }
  if (!exists && expected.value) {
    return invalid(
        fmt::format("Value cannot be used when Exists is false for Attribute: {}", attribute));
  }
  if (!exists) return LegacyCondition{attribute, "NULL", {}};
  return LegacyCondition{attribute, "EQ", {*expected.value}};
}

std::optional<ExpressionProblem> check(const LegacyUpdate& update) {
  if (!update.value) {
    if (update.action == "DELETE") return std::nullopt;
    return invalid("Only DELETE action is allowed when no attribute value is specified");
  }
  const std::string_view type = update.value->type_name();
  const bool set = type == "SS" || type == "NS" || type == "BS";
  if (update.action == "DELETE" && !set) {
    return invalid(fmt::format("DELETE action with value is not supported for the type {}", type));
  }
  if (update.action == "ADD" && !set && type != "N" && type != "L") {
    return invalid(fmt::format("ADD action is not supported for the type {}", type));
  }
  return std::nullopt;
}

UpdateAction action_of(const LegacyUpdate& update) {
  using Kind = UpdateAction::Kind;
  UpdateAction action{.kind = Kind::kRemove, .path = {update.attribute}};
  if (!update.value) return action;
  if (update.action == "PUT") {
    action.kind = Kind::kSet;
    action.value.operands.push_back(Operand{*update.value});
  } else {
    action.kind = update.action == "ADD" ? Kind::kAdd : Kind::kDelete;
    action.operand = *update.value;
  }
  return action;
}

}  // namespace

Parsed<std::optional<Condition>> filter_of(const std::vector<LegacyCondition>& filter,
                                           std::optional<ConditionalOperator> given) {
  return all_of(filter, given);
}

Parsed<std::optional<Condition>> expected_of(const std::vector<ExpectedAttribute>& expected,
                                             std::optional<ConditionalOperator> given) {
  std::vector<LegacyCondition> tests;
  for (const ExpectedAttribute& attribute : expected) {
    auto condition = condition_of(attribute);
    if (auto* problem = std::get_if<ExpressionProblem>(&condition)) return std::move(*problem);
    tests.push_back(std::get<LegacyCondition>(std::move(condition)));
  }
  return all_of(tests, given);
}

Parsed<KeyConditions> key_conditions_of(const std::vector<LegacyCondition>& conditions) {
  using values::RangeOperator;
  static const std::map<std::string, RangeOperator, std::less<>> kOperators = {
      {"EQ", RangeOperator::kEqual},
      {"LE", RangeOperator::kLessOrEqual},
      {"LT", RangeOperator::kLess},
      {"GE", RangeOperator::kGreaterOrEqual},
      {"GT", RangeOperator::kGreater},
      {"BETWEEN", RangeOperator::kBetween},
      {"BEGINS_WITH", RangeOperator::kBeginsWith}};
  KeyConditions result;
  for (const LegacyCondition& condition : conditions) {
    if (auto problem = check(condition)) return *std::move(problem);
  }
  if (conditions.empty()) {
    return ExpressionProblem{"Conditions can be of length 1 or 2 only"};
  }
  for (const LegacyCondition& condition : conditions) {
    AttributeCondition one{.attribute = condition.attribute};
    const auto op = kOperators.find(condition.op);
    one.indexable = op != kOperators.end();
    if (one.indexable) {
      one.op = op->second;
      one.low = condition.values.front();
      if (condition.values.size() > 1) one.high = condition.values[1];
    }
    result.push_back(std::move(one));
  }
  return result;
}

Parsed<Update> update_of(const std::vector<LegacyUpdate>& updates) {
  Update result{.actions = {}, .legacy = true};
  for (const LegacyUpdate& update : updates) {
    if (auto problem = check(update)) return *std::move(problem);
    result.actions.push_back(action_of(update));
  }
  return result;
}

Parsed<Projection> projection_of_names(const std::vector<std::string>& attributes) {
  std::set<std::string_view> seen;
  std::vector<DocumentPath> paths;
  for (const std::string& attribute : attributes) {
    if (!seen.insert(attribute).second) {
      return invalid(fmt::format("Duplicate value in attribute name: {}", attribute));
    }
    paths.push_back({attribute});
  }
  return projection_of(std::move(paths));
}

}  // namespace tidemark::expressions
