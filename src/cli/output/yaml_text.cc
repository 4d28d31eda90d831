#include "cli/output/render.h"

#include <algorithm>
#include <array>

namespace tidemark::cli {
namespace {

using codec::JsonValue;

// Words that YAML 1.1 takes for truth values and nulls, in lower case.
constexpr std::array<std::string_view, 9> kReserved{"y",   "n",    "yes",   "no",  "on",
                                                    "off", "true", "false", "null"};

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Needs no quotes: begins with a letter, and nothing in it means anything to YAML.
bool is_plain(std::string_view text) {
  if (text.empty() || !is_letter(text.front())) return false;
  const auto harmless = [](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' || c == '/';
  };
  if (!std::ranges::all_of(text, harmless)) return false;
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return std::ranges::find(kReserved, lower) == kReserved.end();
}

// A string of JSON is one of YAML in double quotes.
std::string scalar(const JsonValue& value) {
  if (value.string() != nullptr && is_plain(*value.string())) return *value.string();
  codec::JsonWriter out;
  codec::write_json(out, value);
  return out.take();
}

bool has_lines(const JsonValue& value) {
  return (value.array() != nullptr && !value.array()->empty()) ||
         (value.object() != nullptr && !value.object()->empty());
}

void append(std::string& text, const JsonValue& value, std::size_t depth);

// `text` ends where the first entry goes; the others are indented by `depth`.
void append_list(std::string& text, const JsonValue::Array& list, std::size_t depth) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i > 0) text.append(depth, ' ');
    text += "- ";
    append(text, list[i], depth + 2);
  }
}

void append_members(std::string& text, const JsonValue::Members& members, std::size_t depth) {
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto& [name, value] = members[i];
    if (i > 0) text.append(depth, ' ');
    text += scalar(JsonValue(name)) + ":";
    if (!has_lines(value)) {
      text += " ";
      append(text, value, depth);
      continue;
    }
    // The AWS CLI, as most, does not indent the dashes of a list below a name.
    const std::size_t inner = value.array() != nullptr ? depth : depth + 2;
    text += '\n';
    text.append(inner, ' ');
    append(text, value, inner);
  }
}

void append(std::string& text, const JsonValue& value, std::size_t depth) {
  if (!has_lines(value)) {
    text += scalar(value) + "\n";
  } else if (value.array() != nullptr) {
    append_list(text, *value.array(), depth);
  } else {
    append_members(text, *value.object(), depth);
  }
}

}  // namespace

std::string yaml_text(const JsonValue& value) {
  std::string text;
  append(text, value, 0);
  return text;
}

}  // namespace tidemark::cli
