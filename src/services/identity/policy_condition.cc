#include "services/identity/policy_condition.h"

#include "services/identity/policy_text.h"
#include "services/identity/value_comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace tidemark::services {
namespace {

struct Named {
  std::string_view name;
  Comparison comparison;
  bool negated;
};

using enum Comparison;

constexpr std::array<Named, 27> kOperators{{
    {"StringEquals", kStringEquals, false},
    {"StringNotEquals", kStringEquals, true},
    {"StringEqualsIgnoreCase", kStringEqualsIgnoreCase, false},
    {"StringNotEqualsIgnoreCase", kStringEqualsIgnoreCase, true},
    {"StringLike", kStringLike, false},
    {"StringNotLike", kStringLike, true},
    {"NumericEquals", kNumericEquals, false},
    {"NumericNotEquals", kNumericEquals, true},
    {"NumericLessThan", kNumericLessThan, false},
    {"NumericLessThanEquals", kNumericLessThanEquals, false},
    {"NumericGreaterThan", kNumericGreaterThan, false},
    {"NumericGreaterThanEquals", kNumericGreaterThanEquals, false},
    {"DateEquals", kDateEquals, false},
    {"DateNotEquals", kDateEquals, true},
    {"DateLessThan", kDateLessThan, false},
    {"DateLessThanEquals", kDateLessThanEquals, false},
    {"DateGreaterThan", kDateGreaterThan, false},
    {"DateGreaterThanEquals", kDateGreaterThanEquals, false},
    {"Bool", kBool, false},
    {"BinaryEquals", kBinaryEquals, false},
    {"IpAddress", kIpAddress, false},
    {"NotIpAddress", kIpAddress, true},
    {"ArnEquals", kArnLike, false},
    {"ArnNotEquals", kArnLike, true},
    {"ArnLike", kArnLike, false},
    {"ArnNotLike", kArnLike, true},
    {"Null", kNull, false},
}};

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

bool takes_patterns(Comparison comparison) {
  return comparison == kStringLike || comparison == kArnLike;
}

// Whether the policy's value fits the request's.
Truth fits(const Condition& condition, const std::string& wanted, const std::string& sent,
           const RequestContext& context, bool with_variables) {
  if (!with_variables) {
    if (condition.comparison == kStringLike) return Glob(wanted).matches(sent);
    if (condition.comparison == kArnLike) return Glob(wanted).matches_arn(sent);
    return compares(condition.comparison, sent, wanted);
  }
  if (takes_patterns(condition.comparison)) {
    const Expanded pattern = expand_pattern(wanted, context);
    if (const auto* unknown = std::get_if<UnknownKey>(&pattern)) {
      return NotKnown{fmt::format("policy variable {}", unknown->key)};
    }
    const auto* glob = std::get_if<Glob>(&pattern);
    if (glob == nullptr) return false;
    return condition.comparison == kArnLike ? glob->matches_arn(sent) : glob->matches(sent);
  }
  const ExpandedText text = expand_text(wanted, context);
  if (const auto* unknown = std::get_if<UnknownKey>(&text)) {
    return NotKnown{fmt::format("policy variable {}", unknown->key)};
  }
  const auto* value = std::get_if<std::string>(&text);
  return value != nullptr && compares(condition.comparison, sent, *value);
}

Truth fits_any(const Condition& condition, const std::string& sent, const RequestContext& context,
               bool with_variables) {
  std::optional<NotKnown> not_known;
  for (const std::string& wanted : condition.values) {
    Truth truth = fits(condition, wanted, sent, context, with_variables);
    if (auto* unknown = std::get_if<NotKnown>(&truth)) {
      not_known = std::move(*unknown);
    } else if (std::get<bool>(truth)) {
      return true;
    }
  }
  if (not_known) return *std::move(not_known);
  return false;
}

Truth holds_null(const Condition& condition, const RequestContext& context) {
  const bool absent = context.find(condition.key) == nullptr;
  return std::ranges::any_of(condition.values, [absent](const std::string& value) {
    return compares(kBool, absent ? "true" : "false", value);
  });
}

// Without the key: a comparison that is negated holds, and so does one over all of no values.
bool holds_without(const Condition& condition) {
  if (condition.if_exists || condition.set == SetOperator::kForAllValues) return true;
  return condition.negated && condition.set == SetOperator::kNone;
}

}  // namespace

Result<Condition> read_condition(std::string_view name, std::string_view key,
                                 std::vector<std::string> values) {
  Condition condition{.key = std::string(key), .values = std::move(values)};
  std::string_view rest = name;
  if (take_prefix(rest, "ForAllValues:")) {
    condition.set = SetOperator::kForAllValues;
  } else if (take_prefix(rest, "ForAnyValue:")) {
    condition.set = SetOperator::kForAnyValue;
  }
  if (rest.ends_with("IfExists")) {
    condition.if_exists = true;
    rest.remove_suffix(std::string_view("IfExists").size());
  }
  const auto found = std::ranges::find(kOperators, rest, &Named::name);
  const bool null = found != kOperators.end() && found->comparison == kNull;
  if (found == kOperators.end() || (null && condition.if_exists)) {
    return fail(Code::kInvalid, fmt::format("condition operator {} is not known", name));
  }
  condition.comparison = found->comparison;
  condition.negated = found->negated;
  for (const std::string& value : condition.values) {
    if (value.find("${") != value.npos || is_comparable(condition.comparison, value)) continue;
    return fail(Code::kInvalid,
                fmt::format("{} is no value for condition operator {}", value, name));
  }
  return condition;
}

Truth holds(const Condition& condition, const RequestContext& context, bool with_variables) {
  if (!context.knows(condition.key)) {
    return NotKnown{fmt::format("condition key {}", condition.key)};
  }
  if (condition.comparison == kNull) return holds_null(condition, context);
  const std::vector<std::string>* sent = context.find(condition.key);
  if (sent == nullptr || sent->empty()) return holds_without(condition);
  // Over all values, each must hold; over any, one. Without a set operator a negated comparison
  // must hold for all values and a plain one for any.
  const bool all = condition.set == SetOperator::kForAllValues ||
                   (condition.set == SetOperator::kNone && condition.negated);
  std::optional<NotKnown> not_known;
  for (const std::string& value : *sent) {
    Truth truth = fits_any(condition, value, context, with_variables);
    if (auto* unknown = std::get_if<NotKnown>(&truth)) {
      not_known = std::move(*unknown);
      continue;
    }
    const bool one = std::get<bool>(truth) != condition.negated;
    if (one != all) return one;
  }
  if (not_known) return *std::move(not_known);
  return all;
}

}  // namespace tidemark::services
