#include "operator/json_members.h"

#include <algorithm>
#include <charconv>

namespace tidemark::runbooks {
namespace {

using codec::JsonValue;

void write_canonical(codec::JsonWriter& out, const JsonValue& json) {
  if (const auto* members = json.object()) {
    std::vector<const JsonValue::Members::value_type*> sorted;
    for (const auto& member : *members) sorted.push_back(&member);
    std::ranges::sort(sorted, {}, [](const auto* member) { return member->first; });
    out.begin_object();
    for (const auto* member : sorted) write_canonical(out.key(member->first), member->second);
    out.end_object();
  } else if (const auto* elements = json.array()) {
    out.begin_array();
    for (const JsonValue& element : *elements) write_canonical(out, element);
    out.end_array();
  } else {
    codec::write_json(out, json);
  }
}

}  // namespace

std::string text_in(const JsonValue& json, std::string_view member) {
  const JsonValue* value = json.find(member);
  return value != nullptr && value->string() != nullptr ? *value->string() : std::string();
}

std::optional<std::int64_t> integer_in(const JsonValue& json, std::string_view member) {
  const JsonValue* value = json.find(member);
  if (value == nullptr) return std::nullopt;
  if (value->integer() != nullptr) return *value->integer();
  if (value->real() != nullptr) return static_cast<std::int64_t>(*value->real());
  if (value->string() == nullptr) return std::nullopt;
  const std::string& text = *value->string();
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool flag_in(const JsonValue& json, std::string_view member) {
  const JsonValue* value = json.find(member);
  return value != nullptr && value->boolean() != nullptr && *value->boolean();
}

const JsonValue::Array& list_in(const JsonValue& json, std::string_view member) {
  static const JsonValue::Array kNone;
  const JsonValue* value = json.find(member);
  return value != nullptr && value->array() != nullptr ? *value->array() : kNone;
}

const JsonValue::Members& members_in(const JsonValue& json, std::string_view member) {
  static const JsonValue::Members kNone;
  const JsonValue* value = json.find(member);
  return value != nullptr && value->object() != nullptr ? *value->object() : kNone;
}

const JsonValue& value_in(const JsonValue& json, std::string_view member) {
  static const JsonValue kNull;
  const JsonValue* value = json.find(member);
  return value != nullptr ? *value : kNull;
}

std::string canonical_text(const JsonValue& json) {
  codec::JsonWriter out;
  write_canonical(out, json);
  return out.take();
}

}  // namespace tidemark::runbooks
