#include "cli/plain_item.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tidemark::cli {
namespace {

using codec::JsonValue;

// The digits, when a reader that keeps doubles would give back the same.
JsonValue plain_number(const std::string& digits) {
  const auto number = codec::parse_json(digits);
  if (!number || !number.value().is_number()) return JsonValue(digits);
  codec::JsonWriter out;
  codec::write_json(out, number.value());
  constexpr std::size_t kKeptDigits = 15;
  return out.text() == digits && digits.size() <= kKeptDigits ? number.value() : JsonValue(digits);
}

JsonValue plain_value(const JsonValue& value) {
  if (value.object() == nullptr || value.object()->size() != 1) return value;
  const auto& [type, inner] = value.object()->front();
  if (type == "N" && inner.string() != nullptr) return plain_number(*inner.string());
  if (type == "NULL") return {};
  if (type == "M") return plain_item(inner);
  if (inner.array() == nullptr) return inner;
  JsonValue::Array plain;
  for (const JsonValue& element : *inner.array()) {
    if (type == "L") {
      plain.push_back(plain_value(element));
    } else {
      plain.push_back(type == "NS" ? plain_number(*element.string()) : element);
    }
  }
  return JsonValue(std::move(plain));
}

bool is_typed(const JsonValue& value) {
  constexpr std::array<std::string_view, 3> kKeyTypes{"S", "N", "B"};
  return value.object() != nullptr && value.object()->size() == 1 &&
         value.object()->front().second.string() != nullptr &&
         std::ranges::find(kKeyTypes, value.object()->front().first) != kKeyTypes.end();
}

JsonValue tagged(const char* type, std::string text) {
  return JsonValue(JsonValue::Members{{type, JsonValue(std::move(text))}});
}

}  // namespace

JsonValue plain_item(const JsonValue& item) {
  if (item.object() == nullptr) return item;
  JsonValue::Members plain;
  for (const auto& [name, value] : *item.object()) plain.emplace_back(name, plain_value(value));
  return JsonValue(std::move(plain));
}

Result<JsonValue> typed_item(const JsonValue& item) {
  if (item.object() == nullptr) return fail(Code::kInvalid, "it is no JSON object");
  JsonValue::Members typed;
  for (const auto& [name, value] : *item.object()) {
    if (is_typed(value)) {
      typed.emplace_back(name, value);
    } else if (value.string() != nullptr) {
      typed.emplace_back(name, tagged("S", *value.string()));
    } else if (value.integer() != nullptr) {
      typed.emplace_back(name, tagged("N", std::to_string(*value.integer())));
    } else {
      return fail(Code::kInvalid,
                  fmt::format("{} is neither a string nor a whole number; any value can be written "
                              "as {{\"S\": ...}}, {{\"N\": \"...\"}} or {{\"B\": ...}}",
                              name));
    }
  }
  return JsonValue(std::move(typed));
}

}  // namespace tidemark::cli
