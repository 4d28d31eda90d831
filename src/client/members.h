// More of what is wanted out of an answer's JSON: client/answer_fields.h, and lists, maps and what
// the query protocol writes as text.
//
// Threads   Pure functions; pointers live as long as their JSON.
#pragma once

#include "client/answer_fields.h"
#include "codec/json.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tidemark::client {

// true, or the query protocol's "true".
bool flag_in(const codec::JsonValue& json, std::string_view member);

// A whole number, or the text of one.
std::optional<std::int64_t> number_in(const codec::JsonValue& json, std::string_view member);

// Seconds since 1970 as JSON services write instants, ISO-8601 as query services do.
std::optional<Timestamp> instant_in(const codec::JsonValue& json, std::string_view member);

// Null when there is none, or no array.
const codec::JsonValue::Array* list_in(const codec::JsonValue& json, std::string_view member);

// An object's texts by name; empty when there is none.
std::map<std::string, std::string> texts_in(const codec::JsonValue& json, std::string_view member);

// A text that AWS always sends.
// Errors: kCorrupt  it is missing or empty
Result<std::string> required_text(std::string_view operation, const codec::JsonValue& json,
                                  std::string_view member);

}  // namespace tidemark::client
