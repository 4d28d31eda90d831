// The parameters from before expressions, turned into what expressions become: Expected,
// QueryFilter, ScanFilter and ConditionalOperator into a Condition, KeyConditions into
// KeyConditions, AttributeUpdates into an Update, AttributesToGet into a Projection.
//
//   auto condition = filter_of(filter, ConditionalOperator::kAnd, given);
//   auto condition = expected_of(expected, …);
//   auto update = update_of(updates);
//
// Attribute names are whole: a dot in them is a dot. Values are already decoded.
//
// Threads   Pure.
#pragma once

#include "expressions/condition.h"
#include "expressions/key_condition.h"
#include "expressions/problem.h"
#include "expressions/projection.h"
#include "expressions/update.h"
#include "values/attribute_value.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::expressions {

// "EQ", "NE", …, in the order in which the service prints them.
inline constexpr std::string_view kLegacyOperators[] = {
    "IN",       "NULL", "BETWEEN", "LT",          "NOT_CONTAINS", "EQ",      "GT",
    "NOT_NULL", "NE",   "LE",      "BEGINS_WITH", "GE",           "CONTAINS"};

// An element of QueryFilter, ScanFilter or KeyConditions. `op` is one of kLegacyOperators.
struct LegacyCondition {
  std::string attribute;
  std::string op;
  std::vector<values::AttributeValue> values = {};
};

// An element of Expected; members that the request has not are unset.
struct ExpectedAttribute {
  std::string attribute;
  std::optional<std::string> op = {};
  std::optional<std::vector<values::AttributeValue>> list = {};
  std::optional<values::AttributeValue> value = {};
  std::optional<bool> exists = {};
};

// An element of AttributeUpdates.
struct LegacyUpdate {
  std::string attribute;
  std::string action = "PUT";  // or "ADD", "DELETE"
  std::optional<values::AttributeValue> value = {};
};

enum class ConditionalOperator { kAnd, kOr };

// Unset for no elements. `given`: unset when the request has no ConditionalOperator.
Parsed<std::optional<Condition>> filter_of(const std::vector<LegacyCondition>& filter,
                                           std::optional<ConditionalOperator> given);
Parsed<std::optional<Condition>> expected_of(const std::vector<ExpectedAttribute>& expected,
                                             std::optional<ConditionalOperator> given);

Parsed<KeyConditions> key_conditions_of(const std::vector<LegacyCondition>& conditions);

Parsed<Update> update_of(const std::vector<LegacyUpdate>& updates);

Parsed<Projection> projection_of_names(const std::vector<std::string>& attributes);

}  // namespace tidemark::expressions
