// KeyConditionExpression: `pk = :v [AND sk op …]`, in any order, with BETWEEN and begins_with; an
// index may have up to four attributes on either side.
//
//   auto parsed = parse_key_condition("pk = :p AND begins_with(#s, :x)", placeholders);
//   if (auto* problem = std::get_if<ExpressionProblem>(&parsed)) …
//   auto bound = bind_key_condition(std::get<KeyConditions>(std::move(parsed)), keys);
//   const values::KeyRange range = range_of(std::get<KeyCondition>(bound));
//
// Two steps, because DynamoDB looks for the table between them.
#pragma once

#include "expressions/condition.h"
#include "expressions/placeholders.h"
#include "expressions/problem.h"
#include "values/item_key.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::expressions {

// One attribute compared with one value, or two.
struct AttributeCondition {
  std::string attribute;
  values::RangeOperator op = values::RangeOperator::kEqual;
  values::AttributeValue low = {};
  values::AttributeValue high = {};  // kBetween only; of the type of `low` and not below it
  bool indexable = true;  // false: an operator of KeyConditions that no key can be searched by
};

using KeyConditions = std::vector<AttributeCondition>;  // each attribute once

Parsed<KeyConditions> parse_key_condition(std::string_view text, Placeholders& placeholders);
// Of a condition that was parsed: DynamoDB asks this after it has parsed all expressions.
Parsed<KeyConditions> key_conditions_in(const Condition& condition);

// How its operator narrows down a sort key; nullopt for those that no key condition may use.
std::optional<values::RangeOperator> range_operator(const Condition& condition);

// What a table or an index is searched by, in the order of its key schema.
struct KeyAttributes {
  std::vector<values::KeyAttribute> hash;
  std::vector<values::KeyAttribute> range;
};

KeyAttributes key_attributes_of(const values::KeySchema& schema);

// All values are of the schema's types, not empty and within the size limits of keys.
struct KeyCondition {
  std::vector<values::AttributeValue> equal;  // of the hash attributes, then of leading range ones
  std::size_t hash_count = 1;                 // how many of those are hash attributes'
  std::optional<AttributeCondition> range;    // on the range attribute behind those
};

// What else is asked of each key attribute, just before its condition is looked at.
using KeyCheck = std::function<std::optional<ExpressionProblem>(const values::KeyAttribute&)>;

Parsed<KeyCondition> bind_key_condition(KeyConditions conditions, const KeyAttributes& keys,
                                        const KeyCheck& before = {});

// The keys of all hash attributes' values, and those that satisfy the whole condition.
values::KeyRange partition_of(const KeyCondition& condition);
values::KeyRange range_of(const KeyCondition& condition);

}  // namespace tidemark::expressions
