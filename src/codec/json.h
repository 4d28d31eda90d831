// JSON as a small tree, read by a validating parser, and an appender that writes text without a
// tree.
//
//   TM_TRY(const JsonValue body, parse_json(text));
//   if (const JsonValue* name = body.find("TableName")) …
//
//   JsonWriter out;
//   out.begin_object().key("Count").number(3).end_object();
//
// Threads   Values are immutable; parse_json may be called from any thread.
#pragma once

#include "base/result.h"
#include "base/timestamp.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tidemark::codec {

class JsonValue {
 public:
  struct Null {};

  using Array = std::vector<JsonValue>;
  using Members = std::vector<std::pair<std::string, JsonValue>>;

  JsonValue() : state_(Null{}) {}

  explicit JsonValue(bool value) : state_(value) {}

  explicit JsonValue(std::int64_t value) : state_(value) {}

  explicit JsonValue(double value) : state_(value) {}

  explicit JsonValue(std::string value) : state_(std::move(value)) {}

  explicit JsonValue(Array value) : state_(std::move(value)) {}

  explicit JsonValue(Members value) : state_(std::move(value)) {}

  [[nodiscard]] bool is_null() const { return std::holds_alternative<Null>(state_); }

  // Null unless the value is of that kind. A number without fraction or exponent, that fits, is
  // an integer; every other number is a double.
  [[nodiscard]] const bool* boolean() const { return std::get_if<bool>(&state_); }

  [[nodiscard]] const std::int64_t* integer() const { return std::get_if<std::int64_t>(&state_); }

  [[nodiscard]] const double* real() const { return std::get_if<double>(&state_); }

  [[nodiscard]] const std::string* string() const { return std::get_if<std::string>(&state_); }

  [[nodiscard]] const Array* array() const { return std::get_if<Array>(&state_); }

  // Members in the order of the text; of a repeated name only the last is kept.
  [[nodiscard]] const Members* object() const { return std::get_if<Members>(&state_); }

  // An integer or a real, as a double.
  [[nodiscard]] bool is_number() const { return integer() != nullptr || real() != nullptr; }

  [[nodiscard]] double as_double() const {
    return integer() != nullptr ? static_cast<double>(*integer()) : *real();
  }

  // The member, or null when absent or when this is no object.
  [[nodiscard]] const JsonValue* find(std::string_view name) const;

 private:
  std::variant<Null, bool, std::int64_t, double, std::string, Array, Members> state_;
};

// Errors: kInvalid  no JSON, bad UTF-8, nested deeper than 1,024, or a number no double can hold
Result<JsonValue> parse_json(std::string_view text);

// Whether parse_json would take it, without making the tree.
[[nodiscard]] bool is_json(std::string_view text);

// Appends well-formed JSON as long as calls nest as the text does.
class JsonWriter {
 public:
  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  JsonWriter& key(std::string_view name);
  JsonWriter& string(std::string_view text);
  JsonWriter& number(std::int64_t value);
  // Digits that are already a JSON number.
  JsonWriter& number_text(std::string_view digits);
  // Shortest text that reads back as the same double.
  JsonWriter& number(double value);
  JsonWriter& boolean(bool value);
  JsonWriter& null();
  // Seconds since 1970 with three decimals, as AWS's JSON protocols write instants.
  JsonWriter& epoch_seconds(Timestamp at);
  // A piece that is JSON already.
  JsonWriter& raw(std::string_view json);

  [[nodiscard]] const std::string& text() const { return text_; }

  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  void separate();
  std::string text_;
};

// Writes a parsed tree back.
void write_json(JsonWriter& out, const JsonValue& value);

}  // namespace tidemark::codec
