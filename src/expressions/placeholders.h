// ExpressionAttributeNames and ExpressionAttributeValues: what #name and :value stand for, and
// which of them the request's expressions have used.
//
//   Placeholders placeholders(names, values);
//   if (auto problem = placeholders.check_syntax()) …
//   auto condition = parse_key_condition(text, placeholders);
//   if (auto problem = placeholders.find_unused()) …        // after the last expression
//
// Threads   One request's; not shared.
#pragma once

#include "expressions/problem.h"
#include "values/attribute_value.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace tidemark::expressions {

// Longest placeholder, with its # or :. Source: developer guide, "Constraints".
inline constexpr std::size_t kMaxPlaceholderBytes = 255;

class Placeholders {
 public:
  using Names = std::map<std::string, std::string, std::less<>>;  // "#n" → "Name"

  // nullopt: the request has no such member, which differs from an empty one.
  explicit Placeholders(std::optional<Names> names = std::nullopt,
                        std::optional<values::Item> values = std::nullopt);

  // Empty maps, keys that do not begin with # or : or hold other than letters, digits and _.
  // Ask before any expression is parsed.
  [[nodiscard]] std::optional<ExpressionProblem> check_syntax() const;

  // Null when undefined; else it counts as used. `key` with its # or :.
  const std::string* use_name(std::string_view key);
  const values::AttributeValue* use_value(std::string_view key);

  // The text for names, then values, that no expression used.
  [[nodiscard]] std::optional<ExpressionProblem> find_unused() const;

 private:
  std::optional<Names> names_;
  std::optional<values::Item> values_;
  std::set<std::string, std::less<>> used_;
};

}  // namespace tidemark::expressions
