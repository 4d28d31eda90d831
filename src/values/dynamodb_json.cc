#include "values/dynamodb_json.h"

#include "codec/base64.h"

#include <algorithm>
#include <functional>

namespace tidemark::values {

namespace {

using codec::JsonValue;

// The deepest that lists and maps may nest. Source: developer guide, "Constraints".
constexpr int kMaxNesting = 32;

ValueProblem serialization(std::string message) {
  return {ValueProblem::Kind::kSerialization, std::move(message)};
}

ValueProblem validation(std::string message) {
  return {ValueProblem::Kind::kValidation, std::move(message)};
}

ValueProblem invalid_parameter(std::string message) {
  return validation("One or more parameter values were invalid: " + std::move(message));
}

// What a scalar that is no string is called in DynamoDB's deserialisation errors.
ValueProblem not_a(std::string_view wanted, const JsonValue& json) {
  if (json.array() != nullptr) return serialization("Start of list found where not expected");
  if (json.object() != nullptr) {
    return serialization("Start of structure or map found where not expected");
  }
  std::string_view found = "STRING_VALUE";
  if (json.is_number()) found = "NUMBER_VALUE";
  if (const bool* flag = json.boolean()) found = *flag ? "TRUE_VALUE" : "FALSE_VALUE";
  return serialization(fmt::format("{} cannot be converted to {}", found, wanted));
}

Read<std::string> read_text(const JsonValue& json) {
  if (const std::string* text = json.string()) return *text;
  return not_a("String", json);
}

ValueProblem problem_of(NumberProblem problem, std::string_view text) {
  switch (problem) {
    case NumberProblem::kNotNumeric: {
      if (text.empty()) return validation("The parameter cannot be converted to a numeric value");
      return validation(
          fmt::format("The parameter cannot be converted to a numeric value: {}", text));
    }
    case NumberProblem::kTooManyDigits:
      return validation("Attempting to store more than 38 significant digits in a Number");
    case NumberProblem::kOverflow:
      return validation(
          "Number overflow. Attempting to store a number with magnitude larger than supported "
          "range");
    case NumberProblem::kUnderflow: break;
  }
  return validation(
      "Number underflow. Attempting to store a number with magnitude smaller than supported range");
}

Read<Number> read_number(const JsonValue& json) {
  Read<std::string> text = read_text(json);
  if (auto* problem = std::get_if<ValueProblem>(&text)) return std::move(*problem);
  auto number = Number::parse(std::get<std::string>(text));
  if (const auto* problem = std::get_if<NumberProblem>(&number)) {
    return problem_of(*problem, std::get<std::string>(text));
  }
  return std::get<Number>(std::move(number));
}

Read<Binary> read_binary(const JsonValue& json) {
  const std::string* text = json.string();
  if (text == nullptr) return not_a("Blob", json);
  auto decoded = codec::from_base64(*text);
  if (auto* bytes = std::get_if<std::string>(&decoded)) return Binary{std::move(*bytes)};
  if (const auto* length = std::get_if<codec::Base64BadLength>(&decoded)) {
    return serialization(fmt::format(
        "Base64 encoded length is expected a multiple of 4 bytes but found: {}", length->length));
  }
  if (const auto* bad = std::get_if<codec::Base64BadCharacter>(&decoded)) {
    return serialization(fmt::format("Invalid Base64 character: '{}'", bad->character));
  }
  return serialization("Invalid last non-pad Base64 character dectected");
}

// Members in the order given, for the texts that list them.
std::string listed(const std::vector<std::string>& members) {
  return fmt::format("[{}]", fmt::join(members, ", "));
}

template <class Member>
Read<std::vector<Member>> read_members(const JsonValue& json,
                                       Read<Member> (*read_member)(const JsonValue&)) {
  const JsonValue::Array* elements = json.array();
  if (elements == nullptr) {
    if (json.object() != nullptr) {
      return serialization("Start of structure or map found where not expected");
    }
    return serialization("Unrecognized collection type class java.lang.String");
  }
  std::vector<Member> members;
  members.reserve(elements->size());
  for (const JsonValue& element : *elements) {
    Read<Member> member = read_member(element);
    if (auto* problem = std::get_if<ValueProblem>(&member)) return std::move(*problem);
    members.push_back(std::get<Member>(std::move(member)));
  }
  return members;
}

template <class Member>
bool sort_and_find_duplicate(std::vector<Member>& members) {
  std::sort(members.begin(), members.end());
  return std::adjacent_find(members.begin(), members.end()) != members.end();
}

Read<AttributeValue> read_string_set(const JsonValue& json) {
  auto members = read_members<std::string>(json, read_text);
  if (auto* problem = std::get_if<ValueProblem>(&members)) return std::move(*problem);
  StringSet set = std::get<0>(std::move(members));
  if (set.empty()) return invalid_parameter("An string set  may not be empty");
  const std::string as_given = listed(set);
  if (sort_and_find_duplicate(set)) {
    return invalid_parameter(fmt::format("Input collection {} contains duplicates.", as_given));
  }
  return AttributeValue(std::move(set));
}

Read<AttributeValue> read_number_set(const JsonValue& json) {
  auto members = read_members<Number>(json, read_number);
  if (auto* problem = std::get_if<ValueProblem>(&members)) return std::move(*problem);
  NumberSet set = std::get<0>(std::move(members));
  if (set.empty()) return invalid_parameter("An number set  may not be empty");
  if (sort_and_find_duplicate(set)) return validation("Input collection contains duplicates");
  return AttributeValue(std::move(set));
}

Read<AttributeValue> read_binary_set(const JsonValue& json) {
  auto members = read_members<Binary>(json, read_binary);
  if (auto* problem = std::get_if<ValueProblem>(&members)) return std::move(*problem);
  BinarySet set = std::get<0>(std::move(members));
  if (set.empty()) return invalid_parameter("Binary sets should not be empty");
  std::vector<std::string> texts;
  for (const Binary& member : set) texts.push_back(codec::to_base64(member.bytes));
  if (sort_and_find_duplicate(set)) {
    return invalid_parameter(
        fmt::format("Input collection {}of type BS contains duplicates.", listed(texts)));
  }
  return AttributeValue(std::move(set));
}

Read<Item> read_map(const JsonValue& json, int depth);
Read<AttributeValue> read_at(const JsonValue& json, int depth);

template <class T>
Read<AttributeValue> wrapped(Read<T> read) {
  if (auto* problem = std::get_if<ValueProblem>(&read)) return std::move(*problem);
  return AttributeValue(std::get<T>(std::move(read)));
}

Read<AttributeValue> read_list(const JsonValue& json, int depth) {
  const JsonValue::Array* elements = json.array();
  if (elements == nullptr) {
    if (json.object() != nullptr) {
      return serialization("Start of structure or map found where not expected");
    }
    return serialization("Unrecognized collection type class java.util.ArrayList");
  }
  List list;
  list.reserve(elements->size());
  for (const JsonValue& element : *elements) {
    Read<AttributeValue> read = read_at(element, depth + 1);
    if (auto* problem = std::get_if<ValueProblem>(&read)) return std::move(*problem);
    list.push_back(std::get<AttributeValue>(std::move(read)));
  }
  return AttributeValue(std::move(list));
}

Read<AttributeValue> read_boolean(const JsonValue& json) {
  if (const bool* flag = json.boolean()) return AttributeValue(*flag);
  return not_a("Boolean", json);
}

Read<AttributeValue> read_null(const JsonValue& json) {
  const bool* flag = json.boolean();
  if (flag == nullptr) return not_a("Boolean", json);
  if (!*flag) return invalid_parameter("Null attribute value types must have the value of true");
  return AttributeValue(Null{});
}

// `found` false: no type of DynamoDB's.
Read<AttributeValue> read_typed(std::string_view type, const JsonValue& json, int depth,
                                bool& found) {
  found = true;
  if (type == "S") return wrapped(read_text(json));
  if (type == "N") return wrapped(read_number(json));
  if (type == "B") return wrapped(read_binary(json));
  if (type == "BOOL") return read_boolean(json);
  if (type == "NULL") return read_null(json);
  if (type == "L") return read_list(json, depth);
  if (type == "M") return wrapped(read_map(json, depth + 1));
  if (type == "SS") return read_string_set(json);
  if (type == "NS") return read_number_set(json);
  if (type == "BS") return read_binary_set(json);
  found = false;
  return AttributeValue();
}

// Depth 1 is an attribute of the item itself.
Read<AttributeValue> read_at(const JsonValue& json, int depth) {
  const JsonValue::Members* members = json.object();
  if (members == nullptr) {
    if (json.array() != nullptr) {
      return serialization("Unrecognized collection type class java.util.LinkedHashMap");
    }
    return serialization("Unexpected value type in payload");
  }
  if (depth > kMaxNesting + 1) {
    return validation("Nesting Levels have exceeded supported limits");
  }
  std::optional<AttributeValue> value;
  for (const auto& [type, inner] : *members) {
    if (inner.is_null()) continue;
    bool found = false;
    Read<AttributeValue> read = read_typed(type, inner, depth, found);
    if (!found) continue;
    if (auto* problem = std::get_if<ValueProblem>(&read)) return std::move(*problem);
    if (value) {
      return validation(
          "Supplied AttributeValue has more than one datatypes set, must contain exactly one of "
          "the supported datatypes");
    }
    value = std::get<AttributeValue>(std::move(read));
  }
  if (value) return std::move(*value);
  return validation(
      "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
}

Read<Item> read_map(const JsonValue& json, int depth) {
  const JsonValue::Members* members = json.object();
  if (members == nullptr) {
    if (json.array() != nullptr) {
      return serialization("Unrecognized collection type class java.util.LinkedHashMap");
    }
    return serialization("Unrecognized collection type class java.lang.String");
  }
  Item item;
  for (const auto& [name, inner] : *members) {
    Read<AttributeValue> read = read_at(inner, depth);
    if (auto* problem = std::get_if<ValueProblem>(&read)) return std::move(*problem);
    item.set(name, std::get<AttributeValue>(std::move(read)));
  }
  return item;
}

template <class Members, class Text>
void write_set(codec::JsonWriter& out, const Members& members, Text text_of) {
  out.begin_array();
  for (const auto& member : members) out.string(text_of(member));
  out.end_array();
}

}  // namespace

Read<AttributeValue> read_value(const JsonValue& json) {
  return read_at(json, 1);
}

Read<Item> read_item(const JsonValue& json) {
  return read_map(json, 1);
}

void write_value(codec::JsonWriter& out, const AttributeValue& value) {
  out.begin_object().key(value.type_name());
  match(
      value, [&](const std::string& text) { out.string(text); },
      [&](const Number& number) { out.string(number.text()); },
      [&](const Binary& binary) { out.string(codec::to_base64(binary.bytes)); },
      [&](bool flag) { out.boolean(flag); }, [&](const Null&) { out.boolean(true); },
      [&](const List& list) {
        out.begin_array();
        for (const AttributeValue& element : list) write_value(out, element);
        out.end_array();
      },
      [&](const Item& map) { write_item(out, map); },
      [&](const StringSet& set) {
        write_set(out, set, [](const std::string& member) { return member; });
      },
      [&](const NumberSet& set) {
        write_set(out, set, [](const Number& member) { return member.text(); });
      },
      [&](const BinarySet& set) {
        write_set(out, set, [](const Binary& member) { return codec::to_base64(member.bytes); });
      });
  out.end_object();
}

void write_item(codec::JsonWriter& out, const Item& item) {
  out.begin_object();
  for (const auto& [name, value] : item) write_value(out.key(name), value);
  out.end_object();
}

std::string to_json(const Item& item) {
  codec::JsonWriter out;
  write_item(out, item);
  return out.take();
}

}  // namespace tidemark::values
