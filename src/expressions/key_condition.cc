#include "expressions/key_condition.h"

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
  const auto op = range_operator(condition);
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
    return ExpressionProblem{
        "Invalid KeyConditionExpression: KeyConditionExpressions must only contain one condition "
        "per key"};
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

std::optional<ExpressionProblem> check_condition(const AttributeCondition& condition,
                                                 const values::KeyAttribute& attribute,
                                                 bool is_hash) {
  if (!condition.indexable) {
    return ExpressionProblem{"Attempted conditional constraint is not an indexable operation"};
  }
  if (auto problem = check_value(condition.low, attribute, is_hash)) return problem;
  if (condition.op == RangeOperator::kBetween) {
    if (auto problem = check_value(condition.high, attribute, is_hash)) return problem;
  }
  if (!is_hash || condition.op == RangeOperator::kEqual) return std::nullopt;
  return ExpressionProblem{"Query key condition not supported"};
}

ExpressionProblem missed(const std::string& attribute) {
  return {fmt::format("Query condition missed key schema element: {}", attribute)};
}

// Takes the conditions one by one in the order of the key schema.
class Binder {
 public:
  Binder(KeyConditions conditions, const KeyAttributes& keys, const KeyCheck& before)
      : conditions_(std::move(conditions)), keys_(keys), before_(before) {}

  Parsed<KeyCondition> bind() {
    if (auto problem = too_many()) return *std::move(problem);
    for (const values::KeyAttribute& attribute : keys_.hash) {
      if (auto problem = bind_hash(attribute)) return *std::move(problem);
    }
    bound_.hash_count = keys_.hash.size();
    for (const values::KeyAttribute& attribute : keys_.range) {
      if (auto problem = bind_range(attribute)) return *std::move(problem);
    }
    return std::move(bound_);
  }

 private:
  AttributeCondition* find(const std::string& attribute) {
    const auto found = std::ranges::find(conditions_, attribute, &AttributeCondition::attribute);
    return found != conditions_.end() ? &*found : nullptr;
  }

  [[nodiscard]] std::size_t attributes() const { return keys_.hash.size() + keys_.range.size(); }

  std::optional<ExpressionProblem> too_many() const {
    if (attributes() < 2 || conditions_.size() <= attributes()) return std::nullopt;
    return ExpressionProblem{
        fmt::format("The number of query conditions ({}) exceeds the number of key attributes "
                    "defined in the schema ({})",
                    conditions_.size(), attributes())};
  }

  std::optional<ExpressionProblem> bind_hash(const values::KeyAttribute& attribute) {
    if (before_) {
      if (auto problem = before_(attribute)) return problem;
    }
    if (attributes() == 1 && conditions_.size() > 1) {
      return ExpressionProblem{"Query key condition not supported"};
    }
    AttributeCondition* const condition = find(attribute.name);
    if (condition == nullptr) return missed(attribute.name);
    if (auto problem = check_condition(*condition, attribute, true)) return problem;
    bound_.equal.push_back(std::move(condition->low));
    ++taken_;
    return std::nullopt;
  }

  std::optional<ExpressionProblem> bind_range(const values::KeyAttribute& attribute) {
    if (before_) {
      if (auto problem = before_(attribute)) return problem;
    }
    if (taken_ == conditions_.size()) return std::nullopt;
    AttributeCondition* const condition = find(attribute.name);
    if (condition == nullptr) {
      if (auto problem = gap_at(attribute.name)) return problem;
      return missed(attribute.name);
    }
    if (auto problem = check_condition(*condition, attribute, false)) return problem;
    if (++taken_ == conditions_.size()) {
      bound_.range = std::move(*condition);
    } else if (condition->op == RangeOperator::kEqual) {
      bound_.equal.push_back(std::move(condition->low));
    } else {
      return gap_at(attribute.name);
    }
    return std::nullopt;
  }

  // A later range attribute has a condition, this one and perhaps others before it no equality.
  std::optional<ExpressionProblem> gap_at(const std::string& attribute) {
    auto at = std::ranges::find(keys_.range, attribute, &values::KeyAttribute::name);
    std::vector<std::string> lacking{attribute};
    for (++at; at != keys_.range.end(); ++at) {
      if (find(at->name) == nullptr) {
        lacking.push_back(at->name);
        continue;
      }
      return ExpressionProblem{fmt::format(
          "RANGE key attributes {} must have equality conditions specified in the query because a "
          "condition is present on key attribute {}",
          fmt::join(lacking, ", "), at->name)};
    }
    return std::nullopt;
  }

  KeyConditions conditions_;
  const KeyAttributes& keys_;
  const KeyCheck& before_;
  std::size_t taken_ = 0;
  KeyCondition bound_;
};

std::string prefix_of(const std::vector<AttributeValue>& values, std::size_t count) {
  std::string prefix;
  for (std::size_t i = 0; i < count; ++i) prefix += values::partition_range(values[i]).from;
  return prefix;
}

}  // namespace

std::optional<RangeOperator> range_operator(const Condition& condition) {
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

Parsed<KeyConditions> key_conditions_in(const Condition& condition) {
  KeyConditions conditions;
  if (auto problem = collect(condition, conditions)) return std::move(*problem);
  return conditions;
}

Parsed<KeyConditions> parse_key_condition(std::string_view text, Placeholders& placeholders) {
  const auto parsed = parse_condition(kExpression, text, placeholders);
  if (const auto* problem = std::get_if<ExpressionProblem>(&parsed)) return *problem;
  return key_conditions_in(std::get<Condition>(parsed));
}

KeyAttributes key_attributes_of(const values::KeySchema& schema) {
  KeyAttributes keys{.hash = {schema.hash}, .range = {}};
  if (schema.range) keys.range.push_back(*schema.range);
  return keys;
}

Parsed<KeyCondition> bind_key_condition(KeyConditions conditions, const KeyAttributes& keys,
                                        const KeyCheck& before) {
  return Binder(std::move(conditions), keys, before).bind();
}

values::KeyRange partition_of(const KeyCondition& condition) {
  return values::prefix_range(prefix_of(condition.equal, condition.hash_count));
}

values::KeyRange range_of(const KeyCondition& condition) {
  std::string prefix = prefix_of(condition.equal, condition.equal.size());
  if (!condition.range) return values::prefix_range(std::move(prefix));
  const AttributeCondition& range = *condition.range;
  const bool between = range.op == RangeOperator::kBetween;
  return values::sort_range(std::move(prefix), range.op, range.low,
                            between ? &range.high : nullptr);
}

}  // namespace tidemark::expressions
