#include "operator/renaming.h"

#include "operator/json_members.h"

#include <algorithm>
#include <functional>

namespace tidemark::runbooks {
namespace {

using codec::JsonValue;

constexpr std::string_view kAnyTable = "${table}";

bool is_word_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool is_name_letter(char c) {
  return is_word_letter(c) || c == '-' || c == '.';
}

// `from` is exchanged where no letter stands beside it.
std::string exchanged(std::string_view text, std::string_view from, std::string_view to,
                      const std::function<bool(char)>& is_letter) {
  std::string out;
  std::size_t copied = 0;
  for (std::size_t at = text.find(from); !from.empty() && at != text.npos;
       at = text.find(from, std::max(at + 1, copied))) {
    const std::size_t end = at + from.size();
    const bool alone =
        (at == 0 || !is_letter(text[at - 1])) && (end == text.size() || !is_letter(text[end]));
    if (!alone) continue;
    out.append(text.substr(copied, at - copied)).append(to);
    copied = end;
  }
  return out.append(text.substr(copied));
}

bool is_dimension_of(const JsonValue& json, std::string_view table) {
  return text_in(json, "Name") == "TableName" && text_in(json, "Value") == table;
}

}  // namespace

JsonValue with_table_dimension(const JsonValue& json, std::string_view from, std::string_view to) {
  if (const auto* elements = json.array()) {
    JsonValue::Array changed;
    for (const auto& element : *elements)
      changed.push_back(with_table_dimension(element, from, to));
    return JsonValue(std::move(changed));
  }
  const auto* members = json.object();
  if (members == nullptr) return json;
  const bool dimension = is_dimension_of(json, from);
  JsonValue::Members changed;
  for (const auto& [name, value] : *members) {
    changed.emplace_back(name, dimension && name == "Value"
                                   ? JsonValue(std::string(to))
                                   : with_table_dimension(value, from, to));
  }
  return JsonValue(std::move(changed));
}

bool has_table_dimension(const JsonValue& json, std::string_view table) {
  if (is_dimension_of(json, table)) return true;
  const auto within = [&](const JsonValue& part) { return has_table_dimension(part, table); };
  if (const auto* elements = json.array()) return std::ranges::any_of(*elements, within);
  if (const auto* members = json.object()) {
    return std::ranges::any_of(*members, [&](const auto& member) { return within(member.second); });
  }
  return false;
}

std::string with_arn(std::string_view text, std::string_view from, std::string_view to) {
  return exchanged(text, from, to, is_name_letter);
}

std::string name_for_table(std::string_view name, std::string_view from, std::string_view to) {
  std::string copy = exchanged(name, from, to, is_word_letter);
  return copy != name ? copy : fmt::format("{}-{}", name, to);
}

std::string name_without_table(std::string_view name, std::string_view table) {
  std::string plain = exchanged(name, table, kAnyTable, is_word_letter);
  const std::string suffix = fmt::format("-{}", kAnyTable);
  if (plain.ends_with(suffix)) plain.resize(plain.size() - suffix.size());
  return plain;
}

}  // namespace tidemark::runbooks
