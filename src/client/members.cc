#include "client/members.h"

#include "codec/iso8601.h"

#include <charconv>

namespace tidemark::client {

using codec::JsonValue;

bool flag_in(const JsonValue& json, std::string_view member) {
  const JsonValue* value = json.find(member);
  if (value == nullptr) return false;
  if (value->boolean() != nullptr) return *value->boolean();
  return value->string() != nullptr && *value->string() == "true";
}

std::optional<std::int64_t> number_in(const JsonValue& json, std::string_view member) {
  const JsonValue* value = json.find(member);
  if (value == nullptr) return std::nullopt;
  if (value->integer() != nullptr) return *value->integer();
  const std::string* text = value->string();
  if (text == nullptr) return std::nullopt;
  std::int64_t number = 0;
  const char* const end = text->data() + text->size();
  const auto [stopped, problem] = std::from_chars(text->data(), end, number);
  if (problem != std::errc() || stopped != end) return std::nullopt;
  return number;
}

std::optional<Timestamp> instant_in(const JsonValue& json, std::string_view member) {
  const JsonValue* value = json.find(member);
  if (value == nullptr) return std::nullopt;
  if (value->string() == nullptr) return instant_at(json, member);
  auto instant = codec::parse_iso8601(*value->string());
  if (!instant) return std::nullopt;
  return instant.value();
}

const JsonValue::Array* list_in(const JsonValue& json, std::string_view member) {
  const JsonValue* value = json.find(member);
  return value != nullptr ? value->array() : nullptr;
}

std::map<std::string, std::string> texts_in(const JsonValue& json, std::string_view member) {
  std::map<std::string, std::string> texts;
  const JsonValue* value = json.find(member);
  if (value == nullptr || value->object() == nullptr) return texts;
  for (const auto& [name, text] : *value->object()) {
    if (text.string() != nullptr) texts.emplace(name, *text.string());
  }
  return texts;
}

Result<std::string> required_text(std::string_view operation, const JsonValue& json,
                                  std::string_view member) {
  std::string text = text_or_empty(json, member);
  if (text.empty()) return lacking(operation, member);
  return text;
}

}  // namespace tidemark::client
