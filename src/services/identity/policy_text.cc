#include "services/identity/policy_text.h"

#include <algorithm>
#include <functional>
#include <optional>

namespace tidemark::services {
namespace {

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// "'other'" without its quotes.
std::optional<std::string> quoted(std::string_view text) {
  if (text.size() < 2 || !text.starts_with('\'') || !text.ends_with('\'')) return std::nullopt;
  return std::string(text.substr(1, text.size() - 2));
}

ExpandedText value_of(std::string_view variable, const RequestContext& context) {
  if (variable == "*" || variable == "?" || variable == "$") return std::string(variable);
  const std::size_t comma = std::min(variable.find(','), variable.size());
  const std::string_view key = trimmed(variable.substr(0, comma));
  // A key with several values is no variable.
  if (const auto* values = context.find(key); values != nullptr && values->size() == 1) {
    return values->front();
  }
  if (!context.knows(key)) return UnknownKey{std::string(key)};
  if (comma == variable.size()) return NoValue{};
  if (auto other = quoted(trimmed(variable.substr(comma + 1)))) return *std::move(other);
  return NoValue{};
}

struct Parts {
  std::function<void(std::string_view)> own;      // of the text
  std::function<void(std::string_view)> brought;  // by a variable
};

// Why the text has no value; nullopt when `parts` were told all of it.
std::optional<Expanded> walk(std::string_view text, const RequestContext& context,
                             const Parts& parts) {
  while (!text.empty()) {
    const std::size_t begin = std::min(text.find("${"), text.size());
    parts.own(text.substr(0, begin));
    text.remove_prefix(begin);
    if (text.empty()) break;
    const std::size_t end = text.find('}');
    if (end == text.npos) {
      parts.own(text);
      break;
    }
    ExpandedText value = value_of(text.substr(2, end - 2), context);
    if (auto* unknown = std::get_if<UnknownKey>(&value)) return *std::move(unknown);
    if (std::holds_alternative<NoValue>(value)) return NoValue{};
    parts.brought(std::get<std::string>(value));
    text.remove_prefix(end + 1);
  }
  return std::nullopt;
}

}  // namespace

Expanded expand_pattern(std::string_view text, const RequestContext& context) {
  Glob glob;
  auto failed = walk(text, context,
                     {.own = [&](std::string_view own) { glob.add_pattern(own); },
                      .brought = [&](std::string_view value) { glob.add_literal(value); }});
  return failed ? *std::move(failed) : Expanded(std::move(glob));
}

ExpandedText expand_text(std::string_view text, const RequestContext& context) {
  std::string whole;
  const auto append = [&](std::string_view piece) { whole += piece; };
  auto failed = walk(text, context, {.own = append, .brought = append});
  if (!failed) return whole;
  if (auto* unknown = std::get_if<UnknownKey>(&*failed)) return *std::move(unknown);
  return NoValue{};
}

}  // namespace tidemark::services
