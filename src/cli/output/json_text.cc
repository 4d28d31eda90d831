#include "cli/output/render.h"

namespace tidemark::cli {
namespace {

using codec::JsonValue;

std::string compact(const JsonValue& value) {
  codec::JsonWriter out;
  codec::write_json(out, value);
  return out.take();
}

void append(std::string& text, const JsonValue& value, std::size_t depth);

void append_line(std::string& text, std::size_t depth) {
  text += '\n';
  text.append(2 * depth, ' ');
}

void append_list(std::string& text, const JsonValue::Array& list, std::size_t depth) {
  text += '[';
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i > 0) text += ',';
    append_line(text, depth + 1);
    append(text, list[i], depth + 1);
  }
  append_line(text, depth);
  text += ']';
}

void append_members(std::string& text, const JsonValue::Members& members, std::size_t depth) {
  text += '{';
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (i > 0) text += ',';
    append_line(text, depth + 1);
    text += compact(JsonValue(members[i].first)) + ": ";
    append(text, members[i].second, depth + 1);
  }
  append_line(text, depth);
  text += '}';
}

void append(std::string& text, const JsonValue& value, std::size_t depth) {
  if (value.array() != nullptr && !value.array()->empty()) {
    append_list(text, *value.array(), depth);
  } else if (value.object() != nullptr && !value.object()->empty()) {
    append_members(text, *value.object(), depth);
  } else {
    text += compact(value);
  }
}

}  // namespace

std::string json_text(const JsonValue& value) {
  std::string text;
  append(text, value, 0);
  return text + "\n";
}

}  // namespace tidemark::cli
