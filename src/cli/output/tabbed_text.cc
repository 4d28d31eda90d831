#include "cli/output/render.h"

#include <algorithm>
#include <optional>
#include <set>

namespace tidemark::cli {
namespace {

using codec::JsonValue;
using Names = std::set<std::string>;

bool is_scalar(const JsonValue& value) {
  return value.array() == nullptr && value.object() == nullptr;
}

std::string scalar(const JsonValue& value) {
  if (value.string() != nullptr) return *value.string();
  if (value.is_null()) return "None";
  if (value.boolean() != nullptr) return *value.boolean() ? "True" : "False";
  codec::JsonWriter out;
  codec::write_json(out, value);
  return out.take();
}

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  });
  return text;
}

std::string tabbed(const std::vector<std::string>& fields) {
  std::string line;
  for (const std::string& field : fields) line += (&field == &fields.front() ? "" : "\t") + field;
  return line + "\n";
}

// Writes a value, whose name is "" at the top.
class TabbedText {
 public:
  std::string text;

  void value(const JsonValue& json, const std::string& name, const Names* columns) {
    if (json.object() != nullptr) {
      members(json, name, columns);
    } else if (json.array() != nullptr) {
      list(*json.array(), name);
    } else {
      text += scalar(json) + "\n";
    }
  }

 private:
  void list(const JsonValue::Array& elements, const std::string& name) {
    const auto any = [&](auto kind) { return std::ranges::any_of(elements, kind); };
    if (any([](const JsonValue& element) { return element.object() != nullptr; })) {
      const Names columns = scalar_names(elements);
      for (const JsonValue& element : elements) value(element, name, &columns);
    } else if (any([](const JsonValue& element) { return element.array() != nullptr; })) {
      JsonValue::Array scalars;
      std::ranges::copy_if(elements, std::back_inserter(scalars), is_scalar);
      if (!scalars.empty()) scalar_list(scalars, name);
      for (const JsonValue& element : elements) {
        if (!is_scalar(element)) value(element, name, nullptr);
      }
    } else if (!elements.empty()) {
      scalar_list(elements, name);
    }
  }

  void scalar_list(const JsonValue::Array& elements, const std::string& name) {
    std::vector<std::string> fields;
    for (const JsonValue& element : elements) {
      if (name.empty()) {
        fields.push_back(scalar(element));
      } else {
        text += tabbed({upper(name), scalar(element)});
      }
    }
    if (!fields.empty()) text += tabbed(fields);
  }

  // One line of the scalars, by name; then what is not scalar, by name.
  void members(const JsonValue& json, const std::string& name, const Names* columns) {
    Names own;
    Names others;
    for (const auto& [member, inner] : *json.object()) {
      (is_scalar(inner) ? own : others).insert(member);
    }
    std::vector<std::string> fields;
    for (const std::string& column : columns != nullptr ? *columns : own) {
      const JsonValue* inner = json.find(column);
      fields.push_back(inner != nullptr ? scalar(*inner) : "");
    }
    if (!fields.empty()) {
      if (!name.empty()) fields.insert(fields.begin(), upper(name));
      text += tabbed(fields);
    }
    for (const std::string& other : others) value(*json.find(other), other, nullptr);
  }

  static Names scalar_names(const JsonValue::Array& elements) {
    Names names;
    for (const JsonValue& element : elements) {
      if (element.object() == nullptr) continue;
      for (const auto& [name, inner] : *element.object()) {
        if (is_scalar(inner)) names.insert(name);
      }
    }
    return names;
  }
};

}  // namespace

std::string tabbed_text(const JsonValue& value) {
  TabbedText writer;
  writer.value(value, "", nullptr);
  return std::move(writer.text);
}

}  // namespace tidemark::cli
