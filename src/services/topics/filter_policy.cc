#include "services/topics/filter_policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace tidemark::services {
namespace {

using codec::JsonValue;

constexpr double kGreatestNumber = 1e9;

Error wrong(std::string why) {
  return fail(Code::kInvalid, std::move(why));
}

bool is_scalar(const JsonValue& value) {
  return value.array() == nullptr && value.object() == nullptr;
}

bool same_letters(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

bool equal(const JsonValue& a, const JsonValue& b) {
  if (a.string() && b.string()) return *a.string() == *b.string();
  if (a.is_number() && b.is_number()) return a.as_double() == b.as_double();
  if (a.boolean() && b.boolean()) return *a.boolean() == *b.boolean();
  return a.is_null() && b.is_null();
}

// ---- what a policy may say

Status check_number(const JsonValue& value) {
  const double number = value.as_double();
  if (number < -kGreatestNumber || number > kGreatestNumber) {
    return wrong("Filter policy number must be within the range -10^9 to 10^9");
  }
  return Ok{};
}

constexpr std::array<std::string_view, 5> kComparisons{"=", ">", ">=", "<", "<="};

Status check_numeric(const JsonValue& value) {
  const auto* terms = value.array();
  if (terms == nullptr || terms->empty()) {
    return wrong("Value of numeric must be an array that is not empty");
  }
  if (terms->size() != 2 && terms->size() != 4) {
    return wrong("Too many elements in numeric expression");
  }
  for (std::size_t i = 0; i < terms->size(); i += 2) {
    const std::string* const comparison = (*terms)[i].string();
    if (!comparison || std::ranges::find(kComparisons, *comparison) == kComparisons.end()) {
      return wrong("Unrecognized numeric range operator");
    }
    if (!(*terms)[i + 1].is_number()) {
      return wrong(fmt::format("Value of {} must be numeric", *comparison));
    }
    TM_TRY_STATUS(check_number((*terms)[i + 1]));
  }
  return Ok{};
}

Status check_anything_but(const JsonValue& value) {
  if (const auto* list = value.array()) {
    if (list->empty()) return wrong("Value of anything-but must not be an empty array");
    for (const JsonValue& one : *list) {
      if (!one.string() && !one.is_number()) {
        return wrong("Inside anything-but list, start|null|boolean is not supported");
      }
    }
    return Ok{};
  }
  if (const auto* inner = value.object()) {
    const bool known = inner->size() == 1 &&
                       (inner->front().first == "prefix" || inner->front().first == "suffix") &&
                       inner->front().second.string() != nullptr;
    if (!known) {
      return wrong("anything-but takes a text, a number, a list of them, prefix or suffix here");
    }
    return Ok{};
  }
  if (!value.string() && !value.is_number()) return wrong("Unsupported anything-but pattern");
  return Ok{};
}

Status check_rule(const JsonValue& rule) {
  if (rule.array()) {
    return wrong("Match value must be String, number, true, false, or null");
  }
  if (rule.is_number()) return check_number(rule);
  const auto* const object = rule.object();
  if (object == nullptr) return Ok{};
  if (object->size() != 1) return wrong("Only one key allowed in match expression");
  const auto& [name, value] = object->front();
  if (name == "exists") {
    return value.boolean() ? Status(Ok{})
                           : Status(wrong("exists match pattern must be either true or false."));
  }
  if (name == "prefix" || name == "suffix" || name == "equals-ignore-case") {
    return value.string() ? Status(Ok{})
                          : Status(wrong(fmt::format("{} match pattern must be a string", name)));
  }
  if (name == "numeric") return check_numeric(value);
  if (name == "anything-but") return check_anything_but(value);
  if (name == "wildcard" || name == "cidr") {
    return wrong(
        fmt::format("{} is not supported by this version of Tidemark; prefix, suffix, "
                    "equals-ignore-case, anything-but, numeric and exists are",
                    name));
  }
  return wrong(fmt::format("Unrecognized match type {}", name));
}

// How much a policy asks for.
struct Extent {
  std::size_t names = 0;
  std::size_t combinations = 1;
};

Status check_names(const JsonValue::Members& members, FilterScope scope, std::size_t depth,
                   Extent& extent) {
  for (const auto& [name, rules] : members) {
    if (name == "$or") {
      return wrong("$or is not supported by this version of Tidemark; use a subscription for each");
    }
    if (const auto* nested = rules.object()) {
      if (scope == FilterScope::kMessageAttributes) {
        return wrong("Filter policy scope MessageAttributes does not support nested filter policy");
      }
      TM_TRY_STATUS(check_names(*nested, scope, depth + 1, extent));
      continue;
    }
    const auto* const list = rules.array();
    if (list == nullptr) return wrong(fmt::format("\"{}\" must be an object or an array", name));
    if (list->empty()) return wrong("Empty arrays are not allowed");
    ++extent.names;
    extent.combinations =
        std::min(extent.combinations * list->size() * depth, kMaxFilterCombinations + 1);
    for (const JsonValue& rule : *list) TM_TRY_STATUS(check_rule(rule));
  }
  return Ok{};
}

// ---- what a message has

bool numeric_takes(const JsonValue::Array& terms, double value) {
  for (std::size_t i = 0; i + 1 < terms.size(); i += 2) {
    const std::string& comparison = *terms[i].string();
    const double bound = terms[i + 1].as_double();
    const bool holds = comparison == "="    ? value == bound
                       : comparison == ">"  ? value > bound
                       : comparison == ">=" ? value >= bound
                       : comparison == "<"  ? value < bound
                                            : value <= bound;
    if (!holds) return false;
  }
  return true;
}

bool text_takes(std::string_view kind, const std::string& wanted, const JsonValue& value) {
  const std::string* const text = value.string();
  if (text == nullptr) return false;
  if (kind == "prefix") return text->starts_with(wanted);
  if (kind == "suffix") return text->ends_with(wanted);
  return same_letters(*text, wanted);
}

bool anything_but_takes(const JsonValue& rule, const JsonValue& value) {
  if (const auto* list = rule.array()) {
    return std::ranges::none_of(*list, [&](const JsonValue& one) { return equal(one, value); });
  }
  if (const auto* inner = rule.object()) {
    return !text_takes(inner->front().first, *inner->front().second.string(), value);
  }
  return !equal(rule, value);
}

// Of a rule other than exists.
bool takes(const JsonValue& rule, const JsonValue& value) {
  const auto* const object = rule.object();
  if (object == nullptr) return equal(rule, value);
  const auto& [kind, wanted] = object->front();
  if (kind == "numeric")
    return value.is_number() && numeric_takes(*wanted.array(), value.as_double());
  if (kind == "anything-but") return anything_but_takes(wanted, value);
  if (kind == "exists") return *wanted.boolean();
  return text_takes(kind, *wanted.string(), value);
}

// Whether one of the rules takes one of the values; no values: the name is missing.
bool any_taken(const JsonValue::Array& rules, const std::vector<const JsonValue*>& values) {
  return std::ranges::any_of(rules, [&](const JsonValue& rule) {
    const JsonValue* const exists = rule.find("exists");
    if (exists != nullptr && !*exists->boolean()) return values.empty();
    return std::ranges::any_of(values, [&](const JsonValue* value) { return takes(rule, *value); });
  });
}

void collect(const JsonValue& value, std::vector<const JsonValue*>& values) {
  if (const auto* list = value.array()) {
    for (const JsonValue& one : *list) collect(one, values);
  } else if (is_scalar(value)) {
    values.push_back(&value);
  }
}

bool body_matches(const JsonValue::Members& policy, const std::vector<const JsonValue*>& bodies) {
  return std::ranges::all_of(policy, [&](const auto& member) {
    std::vector<const JsonValue*> found;
    for (const JsonValue* body : bodies) {
      if (const JsonValue* value = body->find(member.first)) found.push_back(value);
    }
    if (const auto* nested = member.second.object()) {
      std::vector<const JsonValue*> inner;
      for (const JsonValue* value : found) {
        if (const auto* list = value->array()) {
          for (const JsonValue& one : *list) inner.push_back(&one);
        } else {
          inner.push_back(value);
        }
      }
      return body_matches(*nested, inner);
    }
    std::vector<const JsonValue*> values;
    for (const JsonValue* value : found) collect(*value, values);
    return any_taken(*member.second.array(), values);
  });
}

// The attribute as the JSON value that rules look at; Binary has none.
std::optional<JsonValue> value_of(const MessageAttribute& attribute) {
  if (attribute.type.starts_with("Binary")) return std::nullopt;
  if (attribute.type.starts_with("String.Array") || attribute.type.starts_with("Number")) {
    auto parsed = codec::parse_json(attribute.value);
    if (parsed) return std::move(parsed).value();
  }
  return JsonValue(attribute.value);
}

}  // namespace

Result<FilterPolicy> FilterPolicy::parse(std::string_view text, FilterScope scope) {
  auto parsed = codec::parse_json(text);
  if (!parsed) return wrong("failed to parse JSON. " + parsed.error().message);
  const auto* const members = parsed.value().object();
  if (members == nullptr) return wrong("Filter policy must be a JSON object");
  Extent extent;
  TM_TRY_STATUS(check_names(*members, scope, 1, extent));
  if (extent.names > kMaxFilterNames) {
    return wrong(fmt::format("Filter policy can not have more than {} keys", kMaxFilterNames));
  }
  if (extent.combinations > kMaxFilterCombinations) {
    return wrong("Filter policy is too complex");
  }
  return FilterPolicy(std::move(parsed).value(), scope);
}

bool FilterPolicy::wants(const std::vector<MessageAttribute>& attributes,
                         std::string_view message) const {
  const JsonValue::Members& policy = *policy_.object();
  if (scope_ == FilterScope::kMessageBody) {
    const auto body = codec::parse_json(message);
    return body && body.value().object() != nullptr && body_matches(policy, {&body.value()});
  }
  return std::ranges::all_of(policy, [&](const auto& member) {
    const auto found = std::ranges::find(attributes, member.first, &MessageAttribute::name);
    std::vector<const JsonValue*> values;
    std::optional<JsonValue> value;
    if (found != attributes.end()) value = value_of(*found);
    if (value) collect(*value, values);
    return any_taken(*member.second.array(), values);
  });
}

}  // namespace tidemark::services
