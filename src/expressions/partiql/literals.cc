#include "expressions/partiql/literals.h"

#include <algorithm>

namespace tidemark::expressions::partiql {

namespace {

using Kind = Term::Kind;
using values::AttributeValue;

// Lists and maps within each other, the value itself included.
constexpr int kMaxDepth = 32;

constexpr char kRoot[] = "root";

// The digits of a number with its signs, as written: "- - 1" is "1". Unset when it is no number.
std::optional<std::string> digits_of(const Term& term) {
  if (term.kind == Kind::kNumber) return term.token.text;
  if (term.kind != Kind::kSign) return std::nullopt;
  std::optional<std::string> inner = digits_of(term.parts.front());
  if (!inner || term.name == "+") return inner;
  return inner->starts_with('-') ? inner->substr(1) : "-" + *inner;
}

}  // namespace

bool Literals::is_value(const Term& term) {
  switch (term.kind) {
    case Kind::kString:
    case Kind::kNumber:
    case Kind::kTrue:
    case Kind::kFalse:
    case Kind::kNull:
    case Kind::kParameter:
    case Kind::kList:
    case Kind::kBag:
    case Kind::kStruct: return true;
    case Kind::kSign: return digits_of(term).has_value();
    default: return false;
  }
}

std::nullopt_t Literals::refuse(std::string message) {
  if (!problem_) problem_ = ExpressionProblem{std::move(message)};
  return std::nullopt;
}

std::nullopt_t Literals::refuse(std::string message, const Token& token) {
  return refuse(message + place_of(statement_, token));
}

std::nullopt_t Literals::not_a_value(const Term& term, const std::string& under) {
  const bool named = term.kind == Kind::kCall || term.kind == Kind::kPath;
  return refuse(fmt::format("Unsupported data type: {} under key {}",
                            named ? std::string_view(term.token.text) : element_name(term), under),
                term.token);
}

std::optional<AttributeValue> Literals::value_of(const Term& term) {
  if (term.kind == Kind::kParameter) return parameters_[term.index];
  return read(term, kRoot, 0);
}

std::optional<values::Item> Literals::item_of(const Term& term) {
  if (term.kind == Kind::kParameter) {
    const auto* map = parameters_[term.index].get_if<values::Item>();
    if (map != nullptr) return *map;
  }
  if (term.kind != Kind::kStruct) {
    return refuse("INSERT takes an item: VALUE {'name': value, …}");
  }
  values::Item item;
  for (std::size_t i = 0; i < term.parts.size(); i += 2) {
    std::optional<std::string> name = name_of(term.parts[i], item);
    if (!name) return std::nullopt;
    std::optional<AttributeValue> value = value_of(term.parts[i + 1]);
    if (!value) return std::nullopt;
    item.set(*std::move(name), *std::move(value));
  }
  return item;
}

std::optional<std::string> Literals::name_of(const Term& term, const values::Item& before) {
  std::string name = term.token.text;
  const bool is_name = term.kind == Kind::kPath && term.path.size() == 1;
  if (term.kind != Kind::kString && !is_name) {
    return refuse(fmt::format("Attribute names are strings: {}", name), term.token);
  }
  if (before.find(name) != nullptr) {
    return refuse(fmt::format("The attribute {} is there twice", name), term.token);
  }
  return name;
}

std::optional<AttributeValue> Literals::read(const Term& term, const std::string& under,
                                             int depth) {
  if (depth == kMaxDepth) {
    return refuse("Nesting Levels have exceeded supported limits under " + under);
  }
  switch (term.kind) {
    case Kind::kString: return AttributeValue(term.token.text);
    case Kind::kNumber: return number(term.token.text, under);
    case Kind::kTrue: return AttributeValue(true);
    case Kind::kFalse: return AttributeValue(false);
    case Kind::kNull: return AttributeValue(values::Null{});
    case Kind::kSign: return signed_number(term, under);
    case Kind::kList: return list(term, under, depth);
    case Kind::kStruct: return map(term, under, depth);
    case Kind::kBag: return set(term, under, depth);
    default: return not_a_value(term, under);
  }
}

std::optional<AttributeValue> Literals::number(const std::string& text, const std::string& under) {
  const auto parsed = values::Number::parse(text);
  if (const auto* problem = std::get_if<values::NumberProblem>(&parsed)) {
    return refuse(fmt::format("{} under {}", values::to_text(*problem, text), under));
  }
  return AttributeValue(std::get<values::Number>(parsed));
}

std::optional<AttributeValue> Literals::signed_number(const Term& term, const std::string& under) {
  const std::optional<std::string> digits = digits_of(term);
  if (!digits) return not_a_value(term, under);
  return number(*digits, under);
}

std::optional<AttributeValue> Literals::list(const Term& term, const std::string& under,
                                             int depth) {
  values::List list;
  for (const Term& part : term.parts) {
    auto element = read(part, fmt::format("{}[{}]", under, list.size()), depth + 1);
    if (!element) return std::nullopt;
    list.push_back(*std::move(element));
  }
  return AttributeValue(std::move(list));
}

std::optional<AttributeValue> Literals::map(const Term& term, const std::string& under, int depth) {
  values::Item map;
  for (std::size_t i = 0; i < term.parts.size(); i += 2) {
    std::optional<std::string> name = name_of(term.parts[i], map);
    if (!name) return std::nullopt;
    auto value = read(term.parts[i + 1], fmt::format("{}.{}", under, *name), depth + 1);
    if (!value) return std::nullopt;
    map.set(*std::move(name), *std::move(value));
  }
  return AttributeValue(std::move(map));
}

// Strings or numbers, not both.
std::optional<AttributeValue> Literals::set(const Term& term, const std::string& under, int depth) {
  if (term.parts.empty()) return refuse("Empty bags are not supported");
  values::StringSet strings;
  values::NumberSet numbers;
  std::vector<std::string> given;
  for (const Term& part : term.parts) {
    const auto member = read(part, under, depth + 1);
    if (!member) return std::nullopt;
    if (const auto* text = member->get_if<std::string>()) strings.push_back(*text);
    if (const auto* number = member->get_if<values::Number>()) numbers.push_back(*number);
    given.push_back(digits_of(part).value_or(part.token.text));
  }
  if (strings.size() != given.size() && numbers.size() != given.size()) {
    return refuse(
        "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags");
  }
  std::sort(strings.begin(), strings.end());
  std::sort(numbers.begin(), numbers.end());
  if (std::adjacent_find(strings.begin(), strings.end()) != strings.end() ||
      std::adjacent_find(numbers.begin(), numbers.end()) != numbers.end()) {
    return refuse(fmt::format(
        "One or more parameter values were invalid: Input collection [{}] contains duplicates{}",
        fmt::join(given, ", "), strings.empty() ? "! under " + under : "."));
  }
  if (strings.empty()) return AttributeValue(std::move(numbers));
  return AttributeValue(std::move(strings));
}

}  // namespace tidemark::expressions::partiql
