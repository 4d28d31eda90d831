// One line of a policy's Condition: an operator, a key, and the values it is compared with.
//
//   TM_TRY(const Condition condition, read_condition("StringLike", "aws:PrincipalArn", values));
//   const Truth truth = holds(condition, context, true);
//
// Threads   Pure functions.
// Source    AWS IAM User Guide, "Condition operators" and "Single-valued vs. multivalued context
//           keys".
#pragma once

#include "base/result.h"
#include "services/identity/request_context.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tidemark::services {

enum class Comparison : std::uint8_t {
  kStringEquals,
  kStringEqualsIgnoreCase,
  kStringLike,
  kNumericEquals,
  kNumericLessThan,
  kNumericLessThanEquals,
  kNumericGreaterThan,
  kNumericGreaterThanEquals,
  kDateEquals,
  kDateLessThan,
  kDateLessThanEquals,
  kDateGreaterThan,
  kDateGreaterThanEquals,
  kBool,
  kBinaryEquals,
  kIpAddress,
  kArnLike,  // ArnEquals does the same
  kNull,
};

enum class SetOperator : std::uint8_t { kNone, kForAllValues, kForAnyValue };

struct Condition {
  SetOperator set = SetOperator::kNone;
  Comparison comparison = Comparison::kStringEquals;
  bool negated = false;    // StringNotEquals and the like
  bool if_exists = false;  // also holds without the key
  std::string key;
  std::vector<std::string> values;
};

// "ForAnyValue:StringNotLikeIfExists". Errors: kInvalid  no such operator, or a value that it
// cannot compare with; the message names it
Result<Condition> read_condition(std::string_view name, std::string_view key,
                                 std::vector<std::string> values);

// Nothing is known of that condition key.
struct NotKnown {
  std::string what;  // "condition key aws:Foo"
};

using Truth = std::variant<bool, NotKnown>;

// `with_variables`: the policy is of the version that has them, 2012-10-17.
[[nodiscard]] Truth holds(const Condition& condition, const RequestContext& context,
                          bool with_variables);

}  // namespace tidemark::services
