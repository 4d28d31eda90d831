#include "api/members.h"

#include "api/errors.h"

#include <algorithm>
#include <cmath>

namespace tidemark::api {
namespace {

constexpr std::size_t kMostReported = 10;

// Of so many members looking at each is quickest; a map of a million, each asked for by its name,
// must not cost the square of that.
constexpr std::size_t kFewMembers = 32;

std::string lower_first(std::string_view name) {
  std::string text(name);
  if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] + 32);
  return text;
}

// What the AWS parser calls the token, for scalars.
std::string_view token_of(const codec::JsonValue& value) {
  if (value.string() != nullptr) return "STRING_VALUE";
  if (const bool* flag = value.boolean()) return *flag ? "TRUE_VALUE" : "FALSE_VALUE";
  return value.integer() != nullptr ? "NUMBER_VALUE" : "DECIMAL_VALUE";
}

constexpr std::string_view kStructureFound = "Start of structure or map found where not expected";

// The class of AWS's that a member called `name` is read into: a structure has the member's own
// name, an element of a list its singular.
std::string class_of(std::string_view name) {
  return fmt::format("com.amazonaws.dynamodb.v20120810.{}", name);
}

std::string class_of_element(std::string_view list_name, std::string_view type) {
  if (!type.empty()) return class_of(type);
  if (list_name == "KeySchema") return class_of("KeySchemaElement");
  if (list_name.ends_with("Indexes")) return class_of(list_name.substr(0, list_name.size() - 2));
  if (list_name.ends_with('s')) list_name.remove_suffix(1);
  return class_of(list_name);
}

bool is_scalar(const codec::JsonValue& value) {
  return value.array() == nullptr && value.object() == nullptr;
}

}  // namespace

bool matches_name_pattern(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-';
  });
}

struct Members::Problems {
  std::optional<std::string> serialization;

  struct Constraint {
    std::string text;
    std::string alone;  // what is told instead when there is no other; empty: the same
    std::string path;
  };

  // Those that are told.
  [[nodiscard]] std::vector<Constraint> told() const {
    for (const std::vector<std::string>& names : before_others) {
      std::vector<Constraint> of_these;
      for (const Constraint& constraint : constraints) {
        if (std::ranges::find(names, constraint.path) != names.end())
          of_these.push_back(constraint);
      }
      if (!of_these.empty()) return of_these;
    }
    return constraints;
  }

  std::vector<Constraint> constraints;
  std::vector<std::vector<std::string>> before_others;
  bool brief_bounds = false;
};

Members::Members(const codec::JsonValue* object)
    : Members(object, Paths{}, std::make_shared<Problems>()) {}

Members::Members(const codec::JsonValue* object, Paths paths, std::shared_ptr<Problems> problems)
    : object_(object != nullptr && object->object() != nullptr ? object : nullptr),
      paths_(std::move(paths)),
      problems_(std::move(problems)) {}

const codec::JsonValue* Members::find(std::string_view name) const {
  if (object_ == nullptr) return nullptr;
  const codec::JsonValue::Members& members = *object_->object();
  const codec::JsonValue* value = nullptr;
  if (members.size() <= kFewMembers) {
    value = object_->find(name);
  } else {
    if (places_.empty()) {
      for (const auto& [its_name, its_value] : members) places_.emplace(its_name, &its_value);
    }
    const auto found = places_.find(name);
    if (found != places_.end()) value = found->second;
  }
  return value == nullptr || value->is_null() ? nullptr : value;
}

Members::Paths Members::paths_of(std::string_view name, std::string_view inner) const {
  return {fmt::format("{}{}{}", paths_.older, lower_first(name), inner),
          fmt::format("{}{}{}", paths_.newer, name, inner)};
}

void Members::tell_lone_bounds_briefly() {
  problems_->brief_bounds = true;
}

void Members::tell_before_others(std::initializer_list<std::string_view> names) {
  auto& paths = problems_->before_others.emplace_back();
  for (const std::string_view name : names) paths.push_back(paths_of(name).older);
}

void Members::add_problem(std::string_view name, std::optional<std::string_view> value,
                          std::string_view ending) {
  if (problems_->constraints.size() == kMostReported) return;  // a request can have millions
  const std::string shown = value ? fmt::format("'{}'", *value) : "null";
  problems_->constraints.push_back({fmt::format("Value {} at '{}' failed to satisfy constraint: {}",
                                                shown, paths_of(name).older, ending),
                                    {},
                                    paths_of(name).older});
}

void Members::add_bound_problem(std::string_view name, std::string_view value,
                                std::string_view ending) {
  if (problems_->constraints.size() == kMostReported) return;
  add_problem(name, value, ending);
  if (!problems_->brief_bounds) return;
  problems_->constraints.back().alone =
      fmt::format("Value at '{}' failed to satisfy constraint: {}", paths_of(name).newer, ending);
}

const codec::JsonValue* Members::value_of(std::string_view name, bool required) {
  const codec::JsonValue* value = find(name);
  if (value == nullptr && required) add_problem(name, std::nullopt, "Member must not be null");
  return value;
}

void Members::no_scalar(const codec::JsonValue& value, std::string_view wanted) {
  if (value.object() != nullptr) return add_serialization(kStructureFound);
  if (value.array() != nullptr) {
    return add_serialization(
        fmt::format("Unrecognized collection type class java.lang.{}", wanted));
  }
  if (wanted == "Boolean" && value.string() != nullptr) {
    return add_serialization("Unexpected token received from parser");
  }
  add_serialization(fmt::format("{} cannot be converted to {}", token_of(value), wanted));
}

void Members::no_list(const codec::JsonValue& value) {
  add_serialization(value.object() != nullptr ? kStructureFound : "Unexpected field type");
}

std::optional<std::string> Members::text(std::string_view name, const TextRule& rule) {
  const codec::JsonValue* value = value_of(name, rule.required);
  if (value == nullptr) return std::nullopt;
  if (value->string() == nullptr) {
    no_scalar(*value, "String");
    return std::nullopt;
  }
  const std::string& text = *value->string();
  if (text.size() > rule.max) {
    add_problem(name, text,
                fmt::format("Member must have length less than or equal to {}", rule.max));
  }
  if (text.size() < rule.min) {
    add_problem(name, text,
                fmt::format("Member must have length greater than or equal to {}", rule.min));
  }
  if (!rule.pattern.empty() && !matches_name_pattern(text)) {
    add_problem(name, text,
                fmt::format("Member must satisfy regular expression pattern: {}", rule.pattern));
  }
  if (!rule.one_of.empty() && std::ranges::find(rule.one_of, text) == rule.one_of.end()) {
    add_problem(
        name, text,
        fmt::format("Member must satisfy enum value set: [{}]", fmt::join(rule.one_of, ", ")));
  }
  return text;
}

std::optional<std::int64_t> Members::integer(std::string_view name, const IntegerRule& rule) {
  const codec::JsonValue* value = value_of(name, rule.required);
  if (value == nullptr) return std::nullopt;
  std::int64_t number = 0;
  if (const std::int64_t* whole = value->integer()) {
    number = *whole;
  } else if (const double* real = value->real(); real != nullptr && std::abs(*real) < 9e18) {
    number = static_cast<std::int64_t>(*real);  // AWS cuts fractions off
  } else {
    no_scalar(*value, rule.is_long ? "Long" : "Integer");
    return std::nullopt;
  }
  if (number < rule.min) {
    add_bound_problem(name, std::to_string(number),
                      fmt::format("Member must have value greater than or equal to {}", rule.min));
  }
  if (number > rule.max) {
    add_bound_problem(name, std::to_string(number),
                      fmt::format("Member must have value less than or equal to {}", rule.max));
  }
  return number;
}

std::optional<bool> Members::boolean(std::string_view name, bool required) {
  const codec::JsonValue* value = value_of(name, required);
  if (value == nullptr) return std::nullopt;
  if (const bool* flag = value->boolean()) return *flag;
  no_scalar(*value, "Boolean");
  return std::nullopt;
}

std::optional<std::int64_t> Members::epoch_micros(std::string_view name, bool required) {
  const codec::JsonValue* value = value_of(name, required);
  if (value == nullptr) return std::nullopt;
  if (const std::int64_t* seconds = value->integer();
      seconds != nullptr && std::abs(*seconds) < 9'000'000'000'000) {
    return *seconds * 1'000'000;
  }
  if (const double* seconds = value->real(); seconds != nullptr && std::abs(*seconds) < 9e12) {
    return static_cast<std::int64_t>(std::llround(*seconds * 1e6));
  }
  if (!problems_->serialization) {
    problems_->serialization =
        value->is_number() ? "Timestamp out of range" : std::string("Unexpected field type");
  }
  return std::nullopt;
}

Members Members::structure(std::string_view name, bool required, std::string_view type) {
  const codec::JsonValue* value = value_of(name, required);
  if (value != nullptr && value->array() != nullptr) {
    add_serialization(
        fmt::format("Unrecognized collection type class {}", class_of(type.empty() ? name : type)));
  } else if (value != nullptr && is_scalar(*value)) {
    add_serialization("Unexpected field type");
  }
  return {value, paths_of(name, "."), problems_};
}

const codec::JsonValue::Array* Members::list(std::string_view name, bool required) {
  const codec::JsonValue* value = value_of(name, required);
  if (value == nullptr) return nullptr;
  if (value->array() == nullptr) no_list(*value);
  return value->array();
}

std::optional<std::vector<std::string>> Members::texts(std::string_view name, bool required) {
  const auto* elements = list(name, required);
  if (elements == nullptr) return std::nullopt;
  std::vector<std::string> texts;
  for (const codec::JsonValue& element : *elements) {
    if (element.string() != nullptr) {
      texts.push_back(*element.string());
    } else if (!element.is_null()) {
      no_scalar(element, "String");
    }
  }
  return texts;
}

const codec::JsonValue::Members* Members::map(std::string_view name, bool required,
                                              std::string_view of) {
  const codec::JsonValue* value = value_of(name, required);
  if (value == nullptr) return nullptr;
  if (value->array() != nullptr) {
    add_serialization(
        fmt::format("Unrecognized collection type java.util.Map<java.lang.String, {}>",
                    of.find('.') != of.npos ? std::string(of) : class_of(of)));
  } else if (is_scalar(*value)) {
    add_serialization("Unexpected field type");
  }
  return value->object();
}

Members Members::entry(std::string_view name, std::string_view key, const codec::JsonValue& value,
                       std::string_view type) {
  if (value.array() != nullptr) {
    add_serialization(fmt::format("Unrecognized collection type class {}", class_of(type)));
  } else if (is_scalar(value) && !value.is_null()) {
    add_serialization("Unexpected value type in payload");
  }
  return {&value, paths_of(name, fmt::format(".{}.member.", key)), problems_};
}

Members Members::element(std::string_view name, std::size_t index, const codec::JsonValue& value,
                         std::string_view type) {
  if (value.array() != nullptr) {
    add_serialization(
        fmt::format("Unrecognized collection type class {}", class_of_element(name, type)));
  } else if (is_scalar(value) && !value.is_null()) {
    add_serialization("Unexpected value type in payload");
  }
  return {&value, paths_of(name, fmt::format(".{}.member.", index + 1)), problems_};
}

Members Members::element_of(std::string_view name, std::string_view key, std::size_t index,
                            const codec::JsonValue& value, std::string_view type) {
  Members element = entry(name, key, value, type);
  element.paths_ = paths_of(name, fmt::format(".{}.member.{}.member.", key, index + 1));
  return element;
}

void Members::add_serialization(std::string_view message) {
  if (!problems_->serialization) problems_->serialization = message;
}

std::optional<Reply> Members::misshapen() const {
  if (!problems_->serialization) return std::nullopt;
  return serialization_error(*problems_->serialization);
}

std::optional<Reply> Members::refusal() const {
  if (auto reply = misshapen()) return reply;
  const auto constraints = problems_->told();
  if (constraints.empty()) return std::nullopt;
  if (constraints.size() == 1) {
    const auto& [text, alone, path] = constraints.front();
    return validation_error(
        fmt::format("1 validation error detected: {}", alone.empty() ? text : alone));
  }
  std::vector<std::string_view> texts;
  for (const auto& constraint : constraints) texts.push_back(constraint.text);
  return validation_error(
      fmt::format("{} validation errors detected: {}", constraints.size(), fmt::join(texts, "; ")));
}

}  // namespace tidemark::api
