// Members of answers, read without a word about those that are missing; and JSON in one spelling.
//
//   const std::string status = text_in(table, "TableStatus");     // "" when there is none
//   for (const JsonValue& index : list_in(table, "GlobalSecondaryIndexes")) …
//
// For what may be missing. What AWS always sends is asked for with find(), and its absence told.
//
// Threads   Pure functions; references live as long as their argument.
#pragma once

#include "codec/json.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tidemark::runbooks {

[[nodiscard]] std::string text_in(const codec::JsonValue& json, std::string_view member);

// A whole number, also one that a query service sent as text.
[[nodiscard]] std::optional<std::int64_t> integer_in(const codec::JsonValue& json,
                                                     std::string_view member);

[[nodiscard]] bool flag_in(const codec::JsonValue& json, std::string_view member);

// The elements; none when there is no such array.
[[nodiscard]] const codec::JsonValue::Array& list_in(const codec::JsonValue& json,
                                                     std::string_view member);

// The members; none when there is no such object.
[[nodiscard]] const codec::JsonValue::Members& members_in(const codec::JsonValue& json,
                                                          std::string_view member);

// What stands at `member`, or null.
[[nodiscard]] const codec::JsonValue& value_in(const codec::JsonValue& json,
                                               std::string_view member);

// Members ascending by their names at every level, no blanks: equal values, equal texts. Elements
// of arrays stay where they are.
[[nodiscard]] std::string canonical_text(const codec::JsonValue& json);

}  // namespace tidemark::runbooks
