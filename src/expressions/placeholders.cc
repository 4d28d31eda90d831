#include "expressions/placeholders.h"

#include "values/item_size.h"

#include <algorithm>

namespace tidemark::expressions {

namespace {

// Of one attribute; as in items.
constexpr std::size_t kTooLongName = 65536;
// Names and values together. Source: developer guide, "Constraints".
constexpr std::size_t kMaxSubstitutedBytes = 2u << 20;

bool is_word_part(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::optional<ExpressionProblem> check_key(std::string_view member, char sign,
                                           std::string_view key) {
  if (key.size() > kMaxPlaceholderBytes) {
    return ExpressionProblem{fmt::format(
        "{} contains invalid key: The placeholder is {} bytes long, the limit is {}; key: \"{}\"",
        member, key.size(), kMaxPlaceholderBytes, key)};
  }
  if (key.size() > 1 && key.front() == sign &&
      std::all_of(key.begin() + 1, key.end(), is_word_part)) {
    return std::nullopt;
  }
  return ExpressionProblem{
      fmt::format("{} contains invalid key: Syntax error; key: \"{}\"", member, key)};
}

std::size_t substituted_bytes(const std::optional<Placeholders::Names>& names,
                              const std::optional<values::Item>& values) {
  std::size_t bytes = values ? values::bytes_of(*values) : 0;
  if (!names) return bytes;
  for (const auto& [key, name] : *names) bytes += key.size() + name.size();
  return bytes;
}

std::optional<ExpressionProblem> unused(std::string_view member,
                                        const std::vector<std::string_view>& keys) {
  if (keys.empty()) return std::nullopt;
  return ExpressionProblem{fmt::format("Value provided in {} unused in expressions: keys: {{{}}}",
                                       member, fmt::join(keys, ", "))};
}

}  // namespace

Placeholders::Placeholders(std::optional<Names> names, std::optional<values::Item> values)
    : names_(std::move(names)), values_(std::move(values)) {}

std::optional<ExpressionProblem> Placeholders::check_syntax() const {
  if (names_) {
    if (names_->empty()) return ExpressionProblem{"ExpressionAttributeNames must not be empty"};
    for (const auto& [key, name] : *names_) {
      if (auto problem = check_key("ExpressionAttributeNames", '#', key)) return problem;
      if (name.empty()) {
        return ExpressionProblem{fmt::format(
            "ExpressionAttributeNames contains invalid value: Empty attribute name; key: {}", key)};
      }
      if (name.size() >= kTooLongName) {
        return ExpressionProblem{
            fmt::format("Attribute name is too large, must be less than {} bytes", kTooLongName)};
      }
    }
  }
  if (values_) {
    if (values_->empty()) return ExpressionProblem{"ExpressionAttributeValues must not be empty"};
    for (const auto& [key, value] : *values_) {
      if (auto problem = check_key("ExpressionAttributeValues", ':', key)) return problem;
    }
  }
  if (substituted_bytes(names_, values_) <= kMaxSubstitutedBytes) return std::nullopt;
  return ExpressionProblem{
      "Combined size of ExpressionAttributeNames and ExpressionAttributeValues exceeds max size"};
}

const std::string* Placeholders::use_name(std::string_view key) {
  if (!names_) return nullptr;
  const auto found = names_->find(key);
  if (found == names_->end()) return nullptr;
  used_.emplace(key);
  return &found->second;
}

const values::AttributeValue* Placeholders::use_value(std::string_view key) {
  const values::AttributeValue* value = values_ ? values_->find(key) : nullptr;
  if (value != nullptr) used_.emplace(key);
  return value;
}

std::optional<ExpressionProblem> Placeholders::find_unused() const {
  std::vector<std::string_view> keys;
  if (names_) {
    for (const auto& [key, name] : *names_) {
      if (!used_.contains(key)) keys.push_back(key);
    }
  }
  if (auto problem = unused("ExpressionAttributeNames", keys)) return problem;
  keys.clear();
  if (values_) {
    for (const auto& [key, value] : *values_) {
      if (!used_.contains(key)) keys.push_back(key);
    }
  }
  return unused("ExpressionAttributeValues", keys);
}

}  // namespace tidemark::expressions
