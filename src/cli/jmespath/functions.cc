#include "cli/jmespath/functions.h"

#include "cli/jmespath/evaluate.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

namespace tidemark::cli::jmespath {
namespace {

using codec::JsonValue;
using Arguments = std::span<const Argument>;
using Body = Result<JsonValue> (*)(std::string_view name, Arguments arguments);

Error not_taken(std::string_view name, std::string_view wanted) {
  return fail(Code::kInvalid, fmt::format("{}() takes {}", name, wanted));
}

Result<double> number_at(std::string_view name, Arguments arguments, std::size_t place) {
  const JsonValue& value = arguments[place].value;
  if (!value.is_number()) return not_taken(name, "a number");
  return value.as_double();
}

Result<std::string> string_at(std::string_view name, Arguments arguments, std::size_t place) {
  const auto* text = arguments[place].value.string();
  if (text == nullptr) return not_taken(name, "a string");
  return *text;
}

Result<JsonValue::Array> list_at(std::string_view name, Arguments arguments, std::size_t place) {
  const auto* list = arguments[place].value.array();
  if (list == nullptr) return not_taken(name, "a list");
  return *list;
}

Result<JsonValue::Members> object_at(std::string_view name, Arguments arguments,
                                     std::size_t place) {
  const auto* members = arguments[place].value.object();
  if (members == nullptr) return not_taken(name, "an object");
  return *members;
}

bool all_numbers(const JsonValue::Array& list) {
  return std::ranges::all_of(list, [](const JsonValue& value) { return value.is_number(); });
}

bool all_strings(const JsonValue::Array& list) {
  return std::ranges::all_of(list,
                             [](const JsonValue& value) { return value.string() != nullptr; });
}

// Of two numbers or two strings. UTF-8 sorts by bytes as by code points.
bool less(const JsonValue& a, const JsonValue& b) {
  if (a.string() != nullptr) return *a.string() < *b.string();
  return a.as_double() < b.as_double();
}

Status check_sortable(std::string_view name, const JsonValue::Array& list) {
  if (all_numbers(list) || all_strings(list)) return Ok{};
  return not_taken(name, "numbers or strings, not both and nothing else");
}

// A whole number stays one.
JsonValue number(double value) {
  constexpr double kExact = 9007199254740992.0;  // 2^53
  if (std::floor(value) == value && std::abs(value) <= kExact) {
    return JsonValue(static_cast<std::int64_t>(value));
  }
  return JsonValue(value);
}

// Bytes of UTF-8 that go on with a character.
bool continues(char c) {
  return (static_cast<unsigned char>(c) & 0xC0u) == 0x80u;
}

std::string json_text(const JsonValue& value) {
  codec::JsonWriter out;
  codec::write_json(out, value);
  return out.take();
}

// --- numbers ---

Result<JsonValue> abs_of(std::string_view name, Arguments arguments) {
  TM_TRY(const double value, number_at(name, arguments, 0));
  return value < 0 ? number(-value) : arguments[0].value;
}

Result<JsonValue> ceil_of(std::string_view name, Arguments arguments) {
  TM_TRY(const double value, number_at(name, arguments, 0));
  return number(std::ceil(value));
}

Result<JsonValue> floor_of(std::string_view name, Arguments arguments) {
  TM_TRY(const double value, number_at(name, arguments, 0));
  return number(std::floor(value));
}

Result<JsonValue> sum_of(std::string_view name, Arguments arguments) {
  TM_TRY(const auto list, list_at(name, arguments, 0));
  if (!all_numbers(list)) return not_taken(name, "a list of numbers");
  double sum = 0;
  for (const JsonValue& value : list) sum += value.as_double();
  return number(sum);
}

Result<JsonValue> avg_of(std::string_view name, Arguments arguments) {
  TM_TRY(const auto list, list_at(name, arguments, 0));
  if (list.empty()) return JsonValue{};
  TM_TRY(const JsonValue sum, sum_of(name, arguments));
  return number(sum.as_double() / static_cast<double>(list.size()));
}

Result<JsonValue> to_number(std::string_view /*name*/, Arguments arguments) {
  const JsonValue& value = arguments[0].value;
  if (value.is_number()) return value;
  if (value.string() == nullptr) return JsonValue{};
  const auto read = codec::parse_json(*value.string());
  return read && read.value().is_number() ? read.value() : JsonValue{};
}

// --- strings ---

Result<JsonValue> starts_with(std::string_view name, Arguments arguments) {
  TM_TRY(const std::string text, string_at(name, arguments, 0));
  TM_TRY(const std::string part, string_at(name, arguments, 1));
  return JsonValue(text.starts_with(part));
}

Result<JsonValue> ends_with(std::string_view name, Arguments arguments) {
  TM_TRY(const std::string text, string_at(name, arguments, 0));
  TM_TRY(const std::string part, string_at(name, arguments, 1));
  return JsonValue(text.ends_with(part));
}

Result<JsonValue> join(std::string_view name, Arguments arguments) {
  TM_TRY(const std::string between, string_at(name, arguments, 0));
  TM_TRY(const auto list, list_at(name, arguments, 1));
  if (!all_strings(list)) return not_taken(name, "a list of strings");
  std::string joined;
  for (std::size_t i = 0; i < list.size(); ++i) {
    joined += (i == 0 ? "" : between) + *list[i].string();
  }
  return JsonValue(std::move(joined));
}

Result<JsonValue> to_string(std::string_view /*name*/, Arguments arguments) {
  const JsonValue& value = arguments[0].value;
  return value.string() != nullptr ? value : JsonValue(json_text(value));
}

// --- strings or lists ---

Result<JsonValue> contains(std::string_view name, Arguments arguments) {
  const JsonValue& wanted = arguments[1].value;
  if (const auto* text = arguments[0].value.string()) {
    const auto* part = wanted.string();
    return JsonValue(part != nullptr && text->find(*part) != std::string::npos);
  }
  if (const auto* list = arguments[0].value.array()) {
    return JsonValue(
        std::ranges::any_of(*list, [&](const JsonValue& value) { return equal(value, wanted); }));
  }
  return not_taken(name, "a list or a string");
}

Result<JsonValue> length(std::string_view name, Arguments arguments) {
  const JsonValue& value = arguments[0].value;
  const auto size = [](auto count) { return JsonValue(static_cast<std::int64_t>(count)); };
  if (const auto* list = value.array()) return size(list->size());
  if (const auto* members = value.object()) return size(members->size());
  if (const auto* text = value.string()) {
    return size(std::ranges::count_if(*text, [](char c) { return !continues(c); }));
  }
  return not_taken(name, "a string, a list or an object");
}

Result<JsonValue> reverse(std::string_view name, Arguments arguments) {
  const JsonValue& value = arguments[0].value;
  if (const auto* list = value.array()) {
    return JsonValue(JsonValue::Array(list->rbegin(), list->rend()));
  }
  const auto* text = value.string();
  if (text == nullptr) return not_taken(name, "a string or a list");
  std::string backwards;
  for (std::size_t end = text->size(), at = end; at > 0;) {
    if (continues((*text)[--at])) continue;
    backwards += text->substr(at, end - at);
    end = at;
  }
  return JsonValue(std::move(backwards));
}

// --- lists and objects ---

Result<JsonValue> sort(std::string_view name, Arguments arguments) {
  TM_TRY(auto list, list_at(name, arguments, 0));
  TM_TRY_STATUS(check_sortable(name, list));
  std::stable_sort(list.begin(), list.end(), less);
  return JsonValue(std::move(list));
}

Result<JsonValue> max(std::string_view name, Arguments arguments) {
  TM_TRY(const auto list, list_at(name, arguments, 0));
  TM_TRY_STATUS(check_sortable(name, list));
  return list.empty() ? JsonValue{} : *std::max_element(list.begin(), list.end(), less);
}

Result<JsonValue> min(std::string_view name, Arguments arguments) {
  TM_TRY(const auto list, list_at(name, arguments, 0));
  TM_TRY_STATUS(check_sortable(name, list));
  return list.empty() ? JsonValue{} : *std::min_element(list.begin(), list.end(), less);
}

Result<JsonValue> keys(std::string_view name, Arguments arguments) {
  TM_TRY(const auto members, object_at(name, arguments, 0));
  JsonValue::Array names;
  for (const auto& member : members) names.emplace_back(member.first);
  return JsonValue(std::move(names));
}

Result<JsonValue> values(std::string_view name, Arguments arguments) {
  TM_TRY(const auto members, object_at(name, arguments, 0));
  JsonValue::Array list;
  for (const auto& member : members) list.push_back(member.second);
  return JsonValue(std::move(list));
}

Result<JsonValue> merge(std::string_view name, Arguments arguments) {
  JsonValue::Members merged;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    TM_TRY(const auto members, object_at(name, arguments, i));
    for (const auto& member : members) {
      const auto same =
          std::ranges::find(merged, member.first, &JsonValue::Members::value_type::first);
      if (same != merged.end()) {
        same->second = member.second;
      } else {
        merged.push_back(member);
      }
    }
  }
  return JsonValue(std::move(merged));
}

Result<JsonValue> not_null(std::string_view /*name*/, Arguments arguments) {
  const auto first =
      std::ranges::find_if(arguments, [](const Argument& a) { return !a.value.is_null(); });
  return first != arguments.end() ? first->value : JsonValue{};
}

Result<JsonValue> to_array(std::string_view /*name*/, Arguments arguments) {
  const JsonValue& value = arguments[0].value;
  return value.array() != nullptr ? value : JsonValue(JsonValue::Array{value});
}

Result<JsonValue> type(std::string_view /*name*/, Arguments arguments) {
  const JsonValue& value = arguments[0].value;
  const auto word = [](const char* text) { return JsonValue(std::string(text)); };
  if (value.is_null()) return word("null");
  if (value.boolean() != nullptr) return word("boolean");
  if (value.is_number()) return word("number");
  if (value.string() != nullptr) return word("string");
  return word(value.array() != nullptr ? "array" : "object");
}

// --- with an expression ---

Result<JsonValue> map(std::string_view name, Arguments arguments) {
  TM_TRY(const auto list, list_at(name, arguments, 1));
  JsonValue::Array mapped;
  for (const JsonValue& element : list) {
    TM_TRY(JsonValue value, evaluate(*arguments[0].expression, element));
    mapped.push_back(std::move(value));
  }
  return JsonValue(std::move(mapped));
}

struct Keyed {
  JsonValue key;
  JsonValue element;
};

bool by_key(const Keyed& a, const Keyed& b) {
  return less(a.key, b.key);
}

Result<std::vector<Keyed>> keyed(std::string_view name, Arguments arguments) {
  TM_TRY(const auto list, list_at(name, arguments, 0));
  std::vector<Keyed> pairs;
  JsonValue::Array found;
  for (const JsonValue& element : list) {
    TM_TRY(JsonValue key, evaluate(*arguments[1].expression, element));
    found.push_back(key);
    pairs.push_back({std::move(key), element});
  }
  TM_TRY_STATUS(check_sortable(name, found));
  return pairs;
}

Result<JsonValue> sort_by(std::string_view name, Arguments arguments) {
  TM_TRY(auto pairs, keyed(name, arguments));
  std::stable_sort(pairs.begin(), pairs.end(), by_key);
  JsonValue::Array sorted;
  for (Keyed& pair : pairs) sorted.push_back(std::move(pair.element));
  return JsonValue(std::move(sorted));
}

Result<JsonValue> max_by(std::string_view name, Arguments arguments) {
  TM_TRY(const auto pairs, keyed(name, arguments));
  if (pairs.empty()) return JsonValue{};
  return std::max_element(pairs.begin(), pairs.end(), by_key)->element;
}

Result<JsonValue> min_by(std::string_view name, Arguments arguments) {
  TM_TRY(const auto pairs, keyed(name, arguments));
  if (pairs.empty()) return JsonValue{};
  return std::min_element(pairs.begin(), pairs.end(), by_key)->element;
}

constexpr std::size_t kAnyCount = std::numeric_limits<std::size_t>::max();
constexpr std::size_t kNoExpression = kAnyCount;

struct Function {
  std::string_view name;
  Body body;
  std::size_t least = 1;
  std::size_t most = 1;
  std::size_t expression = kNoExpression;  // which argument is written with "&"
};

constexpr std::array<Function, 26> kFunctions{{
    {"abs", abs_of},
    {"avg", avg_of},
    {"ceil", ceil_of},
    {"contains", contains, 2, 2},
    {"ends_with", ends_with, 2, 2},
    {"floor", floor_of},
    {"join", join, 2, 2},
    {"keys", keys},
    {"length", length},
    {"map", map, 2, 2, 0},
    {"max", max},
    {"max_by", max_by, 2, 2, 1},
    {"merge", merge, 1, kAnyCount},
    {"min", min},
    {"min_by", min_by, 2, 2, 1},
    {"not_null", not_null, 1, kAnyCount},
    {"reverse", reverse},
    {"sort", sort},
    {"sort_by", sort_by, 2, 2, 1},
    {"starts_with", starts_with, 2, 2},
    {"sum", sum_of},
    {"to_array", to_array},
    {"to_number", to_number},
    {"to_string", to_string},
    {"type", type},
    {"values", values},
}};

const Function* function_of(std::string_view name) {
  const auto* const found = std::ranges::find(kFunctions, name, &Function::name);
  return found != kFunctions.end() ? found : nullptr;
}

Status check_call(const Node& call) {
  const Function* function = function_of(call.name);
  if (function == nullptr) {
    return fail(Code::kInvalid, fmt::format("there is no function {}()", call.name));
  }
  const std::size_t count = call.children.size();
  if (count < function->least || count > function->most) {
    return not_taken(call.name, function->most == kAnyCount
                                    ? "one argument or more"
                                    : fmt::format("{} argument{}", function->least,
                                                  function->least == 1 ? "" : "s"));
  }
  for (std::size_t i = 0; i < count; ++i) {
    const bool reference = call.children[i].kind == NodeKind::kReference;
    if (reference != (i == function->expression)) {
      return not_taken(call.name, reference ? "a value there, no \"&\" expression"
                                            : "an expression there: \"&name\"");
    }
  }
  return Ok{};
}

}  // namespace

Result<JsonValue> call_function(std::string_view name, Arguments arguments) {
  return function_of(name)->body(name, arguments);
}

Status check_functions(const Node& node) {
  if (node.kind == NodeKind::kCall) TM_TRY_STATUS(check_call(node));
  for (const Node& child : node.children) TM_TRY_STATUS(check_functions(child));
  return Ok{};
}

}  // namespace tidemark::cli::jmespath
