#include "api/backup/fields.h"

#include "api/backup/errors.h"
#include "codec/iso8601.h"

#include <cmath>

namespace tidemark::api {

struct Fields::Problem {
  std::optional<Reply> first;
};

Fields::Fields(const codec::JsonValue& object) : Fields(&object, "", std::make_shared<Problem>()) {
  if (!object.is_null() && object.object() == nullptr) invalid("The body must be a JSON object");
}

Fields::Fields(const codec::JsonValue* object, std::string path, std::shared_ptr<Problem> problem)
    : object_(object), path_(std::move(path)), problem_(std::move(problem)) {}

std::string Fields::path_of(std::string_view name) const {
  return fmt::format("{}{}", path_, name);
}

const codec::JsonValue* Fields::find(std::string_view name) const {
  const codec::JsonValue* const value = object_ == nullptr ? nullptr : object_->find(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

bool Fields::has(std::string_view name) const {
  return find(name) != nullptr;
}

void Fields::invalid(std::string message) {
  if (!problem_->first) problem_->first = invalid_value(message);
}

void Fields::missing(std::string_view name) {
  if (problem_->first) return;
  problem_->first = missing_value(fmt::format("Missing required parameter: {}", path_of(name)));
}

void Fields::wrong_type(std::string_view name, std::string_view wanted) {
  invalid(fmt::format("{} must be {}", path_of(name), wanted));
}

std::optional<Reply> Fields::refusal() const {
  return problem_->first;
}

std::optional<std::string> Fields::text(std::string_view name) {
  const codec::JsonValue* const value = find(name);
  if (value == nullptr) return std::nullopt;
  if (value->string() == nullptr) {
    wrong_type(name, "a string");
    return std::nullopt;
  }
  return *value->string();
}

std::string Fields::required_text(std::string_view name) {
  auto value = text(name);
  if (!value) missing(name);
  return std::move(value).value_or("");
}

std::optional<std::int64_t> Fields::integer(std::string_view name) {
  const codec::JsonValue* const value = find(name);
  if (value == nullptr) return std::nullopt;
  if (value->integer() == nullptr) {
    wrong_type(name, "a whole number");
    return std::nullopt;
  }
  return *value->integer();
}

std::optional<bool> Fields::boolean(std::string_view name) {
  const codec::JsonValue* const value = find(name);
  if (value == nullptr) return std::nullopt;
  if (value->boolean() == nullptr) {
    wrong_type(name, "true or false");
    return std::nullopt;
  }
  return *value->boolean();
}

std::optional<Timestamp> Fields::instant(std::string_view name) {
  const codec::JsonValue* const value = find(name);
  if (value == nullptr) return std::nullopt;
  // Beyond the year 9999 nothing can be written back.
  if (value->is_number() && std::abs(value->as_double()) < 253'402'300'800.0) {
    return Timestamp{static_cast<std::int64_t>(std::llround(value->as_double() * 1e6))};
  }
  if (value->string() != nullptr) {
    if (const auto at = codec::parse_iso8601(*value->string())) return at.value();
  }
  wrong_type(name, "an instant: seconds since 1970, or ISO 8601 with a zone");
  return std::nullopt;
}

std::optional<std::vector<std::string>> Fields::texts(std::string_view name) {
  const codec::JsonValue* const value = find(name);
  if (value == nullptr) return std::nullopt;
  std::vector<std::string> read;
  if (value->array() == nullptr) {
    wrong_type(name, "a list of strings");
    return std::nullopt;
  }
  for (const codec::JsonValue& one : *value->array()) {
    if (one.string() == nullptr) {
      wrong_type(name, "a list of strings");
      return std::nullopt;
    }
    read.push_back(*one.string());
  }
  return read;
}

std::optional<std::map<std::string, std::string>> Fields::text_map(std::string_view name) {
  const codec::JsonValue* const value = find(name);
  if (value == nullptr) return std::nullopt;
  std::map<std::string, std::string> read;
  if (value->object() == nullptr) {
    wrong_type(name, "an object of strings");
    return std::nullopt;
  }
  for (const auto& [key, one] : *value->object()) {
    if (one.string() == nullptr) {
      wrong_type(name, "an object of strings");
      return std::nullopt;
    }
    read.emplace(key, *one.string());
  }
  return read;
}

std::optional<std::map<std::string, bool>> Fields::boolean_map(std::string_view name) {
  const codec::JsonValue* const value = find(name);
  if (value == nullptr) return std::nullopt;
  std::map<std::string, bool> read;
  if (value->object() == nullptr) {
    wrong_type(name, "an object of true and false");
    return std::nullopt;
  }
  for (const auto& [key, one] : *value->object()) {
    if (one.boolean() == nullptr) {
      wrong_type(name, "an object of true and false");
      return std::nullopt;
    }
    read.emplace(key, *one.boolean());
  }
  return read;
}

std::optional<Fields> Fields::object(std::string_view name) {
  const codec::JsonValue* const value = find(name);
  if (value == nullptr) return std::nullopt;
  if (value->object() == nullptr) {
    wrong_type(name, "an object");
    return std::nullopt;
  }
  return Fields(value, path_of(name) + ".", problem_);
}

Fields Fields::required_object(std::string_view name) {
  auto found = object(name);
  if (!found) missing(name);
  return found ? *std::move(found) : Fields(nullptr, path_of(name) + ".", problem_);
}

std::optional<std::vector<Fields>> Fields::objects(std::string_view name) {
  const codec::JsonValue* const value = find(name);
  if (value == nullptr) return std::nullopt;
  std::vector<Fields> read;
  if (value->array() == nullptr) {
    wrong_type(name, "a list of objects");
    return std::nullopt;
  }
  for (const codec::JsonValue& one : *value->array()) {
    if (one.object() == nullptr) {
      wrong_type(name, "a list of objects");
      return std::nullopt;
    }
    read.push_back(Fields(&one, fmt::format("{}[{}].", path_of(name), read.size()), problem_));
  }
  return read;
}

}  // namespace tidemark::api
