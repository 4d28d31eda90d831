// KeyConditionExpression: `pk = :v [AND sk op …]`, in either order, with BETWEEN and begins_with.
//
//   auto parsed = parse_key_condition("pk = :p AND begins_with(#s, :x)", placeholders);
//   if (auto* problem = std::get_if<ExpressionProblem>(&parsed)) …
//   auto bound = bind_key_condition(std::get<KeyConditions>(std::move(parsed)), schema);
//
// Two steps, because DynamoDB looks for the table between them. The byte range is then
// values::partition_range(hash), or values::sort_range(hash, range->op, range->low, &range->high).
#pragma once

#include "expressions/placeholders.h"
#include "expressions/problem.h"
#include "values/item_key.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::expressions {

// One attribute compared with one value, or two.
struct AttributeCondition {
  std::string attribute;
  values::RangeOperator op = values::RangeOperator::kEqual;
  values::AttributeValue low;
  values::AttributeValue high;  // kBetween only; of the type of `low` and not below it
};

using KeyConditions = std::vector<AttributeCondition>;  // each attribute once

Parsed<KeyConditions> parse_key_condition(std::string_view text, Placeholders& placeholders);

// All values are of the schema's types, not empty and within the size limits of keys.
struct KeyCondition {
  values::AttributeValue hash;
  std::optional<AttributeCondition> range;
};

Parsed<KeyCondition> bind_key_condition(KeyConditions conditions, const values::KeySchema& schema);

}  // namespace tidemark::expressions
