#include "expressions/partiql/keywords.h"

#include <algorithm>
#include <array>

namespace tidemark::expressions::partiql {

namespace {

// Sorted. Words that have a meaning in one place only, such as VALUE, are names elsewhere.
constexpr auto kKeywords = std::to_array<std::string_view>(
    {"and",       "as",    "between", "case", "create", "cross",  "delete",  "distinct", "drop",
     "except",    "false", "from",    "full", "group",  "having", "in",      "inner",    "insert",
     "intersect", "into",  "is",      "join", "left",   "let",    "like",    "limit",    "missing",
     "natural",   "not",   "null",    "on",   "or",     "order",  "outer",   "pivot",    "remove",
     "returning", "right", "select",  "set",  "true",   "union",  "unpivot", "update",   "where"});

constexpr auto kOperators = std::to_array<std::string_view>(
    {"and", "between", "except", "in", "intersect", "is", "like", "or", "union"});

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::binary_search(words.begin(), words.end(), word);
}

}  // namespace

bool is_keyword(std::string_view lower) {
  static_assert(std::is_sorted(kKeywords.begin(), kKeywords.end()));
  return contains(kKeywords, lower);
}

bool is_operator_word(std::string_view lower) {
  static_assert(std::is_sorted(kOperators.begin(), kOperators.end()));
  return contains(kOperators, lower);
}

}  // namespace tidemark::expressions::partiql
