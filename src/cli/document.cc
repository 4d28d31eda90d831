#include "cli/document.h"

#include "codec/iso8601.h"

namespace tidemark::cli {

using codec::JsonValue;

Members& Members::value(std::string_view name, JsonValue value) {
  members_.emplace_back(std::string(name), std::move(value));
  return *this;
}

Members& Members::text(std::string_view name, std::string_view value) {
  return this->value(name, value.empty() ? JsonValue() : JsonValue(std::string(value)));
}

Members& Members::number(std::string_view name, std::optional<std::int64_t> value) {
  return this->value(name, value ? JsonValue(*value) : JsonValue());
}

Members& Members::flag(std::string_view name, std::optional<bool> value) {
  return this->value(name, value ? JsonValue(*value) : JsonValue());
}

Members& Members::instant(std::string_view name, std::optional<Timestamp> value) {
  return text(name, value ? codec::to_iso8601(*value) : std::string());
}

Members& Members::texts(std::string_view name, const std::vector<std::string>& values) {
  Rows list;
  for (const std::string& text : values) list.emplace_back(text);
  return value(name, JsonValue(std::move(list)));
}

Members document() {
  Members members;
  members.number("schema", 1);
  return members;
}

JsonValue document(std::string_view name, Rows rows) {
  return document().value(name, JsonValue(std::move(rows))).take();
}

}  // namespace tidemark::cli
