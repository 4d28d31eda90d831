// KeyConditionExpression: `pk = :v [AND sk op …]`, in either order, with BETWEEN and begins_with.
//
//   auto parsed = parse_key_condition("pk = :p AND begins_with(#s, :x)", schema, placeholders);
//   if (auto* problem = std::get_if<ExpressionProblem>(&parsed)) …
//   const KeyCondition& condition = std::get<KeyCondition>(parsed);
//
// The byte range is values::partition_range(condition.hash), or values::sort_range(condition.hash,
// range->op, range->low, range->op == kBetween ? &range->high : nullptr).
#pragma once

#include "expressions/placeholders.h"
#include "expressions/problem.h"
#include "values/item_key.h"

#include <optional>
#include <string_view>

namespace tidemark::expressions {

struct RangeCondition {
  values::RangeOperator op = values::RangeOperator::kEqual;
  values::AttributeValue low;
  values::AttributeValue high;  // kBetween only; not below `low`
};

// All values are of the schema's types and within the size limits of keys.
struct KeyCondition {
  values::AttributeValue hash;
  std::optional<RangeCondition> range;
};

Parsed<KeyCondition> parse_key_condition(std::string_view text, const values::KeySchema& schema,
                                         Placeholders& placeholders);

}  // namespace tidemark::expressions
