#include "expressions/key_condition.h"

#include "expressions/condition.h"

#include <algorithm>

namespace tidemark::expressions {

namespace {

using values::AttributeValue;
using values::RangeOperator;

constexpr std::string_view kExpression = "KeyConditionExpression";

ExpressionProblem invalid_condition(std::string_view what) {
  return {fmt::format("Invalid condition in KeyConditionExpression: {}", what)};
}

// The operator with its operands exchanged: ":v < a" is "a > :v".
RangeOperator mirrored(RangeOperator op) {
  switch (op) {
    case RangeOperator::kLess: return RangeOperator::kGreater;
    case RangeOperator::kLessOrEqual: return RangeOperator::kGreaterOrEqual;
    case RangeOperator::kGreater: return RangeOperator::kLess;
    case RangeOperator::kGreaterOrEqual: return RangeOperator::kLessOrEqual;
    default: return op;
  }
}

// nullopt for those that no key condition may use.
std::optional<RangeOperator> key_operator(const Condition& condition) {
  static const std::map<std::string, RangeOperator, std::less<>> kOperators = {
      {"=", RangeOperator::kEqual},
      {"<", RangeOperator::kLess},
      {"<=", RangeOperator::kLessOrEqual},
      {">", RangeOperator::kGreater},
      {">=", RangeOperator::kGreaterOrEqual},
      {"BETWEEN", RangeOperator::kBetween},
      {"begins_with", RangeOperator::kBeginsWith}};
  const auto found = kOperators.find(condition.op);
  if (found == kOperators.end()) return std::nullopt;
  return found->second;
}

// Which operand is the key attribute, or why none or more than one is.
Parsed<std::size_t> key_operand(const Condition& condition) {
  std::optional<std::size_t> key;
  for (std::size_t i = 0; i < condition.operands.size(); ++i) {
    const Operand& operand = condition.operands[i];
    if (operand.call() != nullptr) {
      return ExpressionProblem{"KeyConditionExpressions cannot contain nested operations"};
    }
    if (const DocumentPath* path = operand.path()) {
      if (key) return invalid_condition("Multiple attribute names used in one condition");
      if (path->size() > 1) {
        return ExpressionProblem{
            "KeyConditionExpressions cannot have conditions on nested attributes"};
      }
      key = i;
    }
    if (i == 0 && !key && condition.kind != Condition::Kind::kCompare) {
      return invalid_condition(fmt::format(
          "{} operator must have the key attribute as its first operand", condition.op));
    }
  }
  if (!key) return invalid_condition("No key attribute specified");
  return *key;
}

Parsed<AttributeCondition> attribute_condition(const Condition& condition) {
  const auto op = key_operator(condition);
  if (!op) {
    return ExpressionProblem{
        fmt::format("Invalid operator used in KeyConditionExpression: {}", condition.op)};
  }
  const auto found = key_operand(condition);
  if (const auto* problem = std::get_if<ExpressionProblem>(&found)) return *problem;
  const std::size_t key = std::get<std::size_t>(found);
  const auto& operands = condition.operands;
  AttributeCondition result;
  result.attribute = attribute_of(*operands[key].path());
  result.op = key == 0 ? *op : mirrored(*op);
  result.low = *operands[key == 0 ? 1 : 0].value();
  if (operands.size() > 2) result.high = *operands[2].value();
  return result;
}

// Appends the conditions that ANDs join, left to right.
std::optional<ExpressionProblem> collect(const Condition& condition, KeyConditions& conditions) {
  if (condition.kind == Condition::Kind::kAnd) {
    for (const Condition& part : condition.parts) {
      if (auto problem = collect(part, conditions)) return problem;
    }
    return std::nullopt;
  }
  auto read = attribute_condition(condition);
  if (auto* problem = std::get_if<ExpressionProblem>(&read)) return std::move(*problem);
  auto& added = std::get<AttributeCondition>(read);
  const bool repeated = std::any_of(conditions.begin(), conditions.end(), [&](const auto& other) {
    return other.attribute == added.attribute;
  });
  if (repeated) {
    return ExpressionProblem{"KeyConditionExpressions must only contain one condition per key"};
  }
  conditions.push_back(std::move(added));
  return std::nullopt;
}

ExpressionProblem invalid_parameter(std::string_view what) {
  return {fmt::format("One or more parameter values were invalid: {}", what)};
}

// Why `value` cannot be this key attribute's.
std::optional<ExpressionProblem> check_value(const AttributeValue& value,
                                             const values::KeyAttribute& attribute, bool is_hash) {
  const char type = static_cast<char>(attribute.type);
  if (value.type_name() != std::string_view(&type, 1)) {
    return invalid_parameter("Condition parameter type does not match schema type");
  }
  const std::size_t bytes = values::component_of(value).size();
  if (bytes == 0) {
    return ExpressionProblem{fmt::format(
        "One or more parameter values are not valid. The AttributeValue for a key attribute "
        "cannot contain an empty {} value. Key: {}",
        attribute.type == values::KeyType::kString ? "string" : "binary", attribute.name)};
  }
  if (is_hash && bytes > values::kMaxHashKeyBytes) {
    return invalid_parameter("Size of hashkey has exceeded the maximum size limit of2048 bytes");
  }
  if (!is_hash && bytes > values::kMaxRangeKeyBytes) {
    return invalid_parameter(
        "Aggregated size of all range keys has exceeded the size limit of 1024 bytes");
  }
  return std::nullopt;
}

std::optional<ExpressionProblem> check_range(const AttributeCondition& condition,
                                             const values::KeyAttribute& attribute) {
  if (auto problem = check_value(condition.low, attribute, false)) return problem;
  if (condition.op != RangeOperator::kBetween) return std::nullopt;
  return check_value(condition.high, attribute, false);
}

ExpressionProblem missed(const std::string& attribute) {
  return {fmt::format("Query condition missed key schema element: {}", attribute)};
}

}  // namespace

Parsed<KeyConditions> parse_key_condition(std::string_view text, Placeholders& placeholders) {
  const auto parsed = parse_condition(kExpression, text, placeholders);
  if (const auto* problem = std::get_if<ExpressionProblem>(&parsed)) return *problem;
  KeyConditions conditions;
  if (auto problem = collect(std::get<Condition>(parsed), conditions)) return std::move(*problem);
  if (conditions.size() > 2) {
    return ExpressionProblem{"Conditions can be of length 1 or 2 only"};
  }
  return conditions;
}

Parsed<KeyCondition> bind_key_condition(KeyConditions conditions, const values::KeySchema& schema) {
  KeyCondition bound;
  const auto of = [&](const std::string& name) {
    return std::find_if(conditions.begin(), conditions.end(),
                        [&](const auto& condition) { return condition.attribute == name; });
  };
  const auto hash = of(schema.hash.name);
  if (hash == conditions.end()) return missed(schema.hash.name);
  if (auto problem = check_value(hash->low, schema.hash, true)) return std::move(*problem);
  if (hash->op != RangeOperator::kEqual) {
    return ExpressionProblem{"Query key condition not supported"};
  }
  bound.hash = std::move(hash->low);
  if (conditions.size() == 1) return bound;
  if (!schema.range) return ExpressionProblem{"Query key condition not supported"};
  const auto range = of(schema.range->name);
  if (range == conditions.end()) return missed(schema.range->name);
  if (auto problem = check_range(*range, *schema.range)) return std::move(*problem);
  bound.range = std::move(*range);
  return bound;
}

}  // namespace tidemark::expressions
