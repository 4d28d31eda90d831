#include "values/dynamodb_json.h"

#include "codec/base64.h"

#include <algorithm>
#include <optional>
#include <set>

namespace tidemark::values {

namespace {

using codec::JsonValue;

// Strings that DynamoDB takes for a Boolean, in any case; nullopt for all others.
std::optional<bool> boolean_of(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (lower == "true" || lower == "yes" || lower == "1") return true;
  if (lower == "false" || lower == "no" || lower == "0") return false;
  return std::nullopt;
}

template <class Member>
bool sort_and_find_duplicate(std::vector<Member>& members) {
  std::sort(members.begin(), members.end());
  return std::adjacent_find(members.begin(), members.end()) != members.end();
}

std::string shown(const std::string& member) {
  return member;
}

std::string shown(const Binary& member) {
  return codec::to_base64(member.bytes);
}

// Members in the order given, for the older texts that list them.
template <class Member>
std::string listed(const std::vector<Member>& members) {
  std::vector<std::string> texts;
  for (const Member& member : members) texts.push_back(shown(member));
  return fmt::format("[{}]", fmt::join(texts, ", "));
}

// For the newer texts: sorted as far as they differ, then the first that is there already, then
// the rest as given; each in quotes.
template <class Member>
std::string quoted(const std::vector<Member>& members, std::string_view separator) {
  std::set<Member> different;
  auto next = members.begin();
  while (next != members.end() && different.insert(*next).second) ++next;
  std::vector<std::string> texts;
  for (const Member& member : different) texts.push_back(fmt::format("\"{}\"", shown(member)));
  for (; next != members.end(); ++next) texts.push_back(fmt::format("\"{}\"", shown(*next)));
  return fmt::format("[{}]", fmt::join(texts, separator));
}

std::string invalid_parameter_text(std::string_view message) {
  return fmt::format("One or more parameter values were invalid: {}", message);
}

// One document. Its functions answer false at a shape that cannot be deserialised; a value that
// is not allowed is remembered and reading goes on, because the service deserialises a whole
// request before it looks at values.
class Reader {
 public:
  // Depth 1 is an attribute of the item itself.
  bool map(const JsonValue& json, int depth, Item& map);
  bool value(const JsonValue& json, int depth, AttributeValue& value);

  // After reading: the shape that could not be read, or the first value that is not allowed.
  [[nodiscard]] std::optional<ValueProblem> problem() {
    if (has_empty_name_) invalid("Empty attribute name");
    return shape_ ? std::move(shape_) : std::move(invalid_);
  }

 private:
  bool misshapen(std::string message) {
    shape_ = ValueProblem{ValueProblem::Kind::kSerialization, std::move(message)};
    return false;
  }

  void invalid(std::string message, std::string older = {}, bool bare = false) {
    if (invalid_) return;
    invalid_ =
        ValueProblem{ValueProblem::Kind::kValidation, std::move(message), std::move(older), bare};
  }

  void invalid_parameter(std::string_view message) { invalid(invalid_parameter_text(message)); }

  // A set with a member twice, in the newer and the older words.
  void duplicates(std::string_view newer, std::string older) {
    invalid(invalid_parameter_text(newer), std::move(older), true);
  }

  void check_names(const JsonValue::Members& members, int depth);
  bool not_a(std::string_view wanted, const JsonValue& json);
  bool not_base64(const JsonValue& json);
  bool not_a_list(const JsonValue& json);
  bool typed(std::string_view type, const JsonValue& json, int depth,
             std::optional<AttributeValue>& value);
  bool text(const JsonValue& json, std::string& text);

  bool member(const JsonValue& json, std::string& member) { return text(json, member); }

  bool member(const JsonValue& json, Number& number);
  bool member(const JsonValue& json, Binary& binary);
  bool boolean(const JsonValue& json, bool& flag);
  bool list(const JsonValue& json, int depth, List& list);

  template <class T>
  bool scalar(const JsonValue& json, std::optional<AttributeValue>& value) {
    T read{};
    if (!member(json, read)) return false;
    value.emplace(std::move(read));
    return true;
  }

  template <class Member>
  bool set(const JsonValue& json, std::optional<AttributeValue>& value);

  void check_set(StringSet& set);
  void check_set(NumberSet& set);
  void check_set(BinarySet& set);

  std::optional<ValueProblem> shape_;
  std::optional<ValueProblem> invalid_;
  bool has_empty_name_ = false;
};

// The shortest name that is too long; the developer guide's "64 KB" is one byte more than there
// may be.
constexpr std::size_t kTooLongName = 65536;

constexpr std::string_view kStructureFound = "Start of structure or map found where not expected";

// `json` is no scalar of the wanted type.
bool Reader::not_a(std::string_view wanted, const JsonValue& json) {
  if (json.array() != nullptr) {
    return misshapen(fmt::format("Unrecognized collection type class java.lang.{}", wanted));
  }
  if (json.object() != nullptr) return misshapen(std::string(kStructureFound));
  if (wanted == "Boolean" && json.string() != nullptr) {
    return misshapen("Unexpected token received from parser");
  }
  std::string_view found = "STRING_VALUE";
  if (json.is_number()) found = json.integer() != nullptr ? "NUMBER_VALUE" : "DECIMAL_VALUE";
  if (json.is_null()) found = "NULL_VALUE";
  if (const bool* flag = json.boolean()) found = *flag ? "TRUE_VALUE" : "FALSE_VALUE";
  return misshapen(fmt::format("{} cannot be converted to {}", found, wanted));
}

bool Reader::not_base64(const JsonValue& json) {
  if (json.array() != nullptr) {
    return misshapen("Unrecognized collection type class java.nio.ByteBuffer");
  }
  if (json.object() != nullptr) return misshapen(std::string(kStructureFound));
  return misshapen("only base-64-encoded strings are convertible to bytes");
}

bool Reader::not_a_list(const JsonValue& json) {
  return misshapen(json.object() != nullptr ? std::string(kStructureFound)
                                            : std::string("Unexpected field type"));
}

bool Reader::text(const JsonValue& json, std::string& text) {
  const std::string* found = json.string();
  if (found == nullptr) return not_a("String", json);
  text = *found;
  return true;
}

bool Reader::member(const JsonValue& json, Number& number) {
  const std::string* text = json.string();
  if (text == nullptr) return not_a("String", json);
  auto parsed = Number::parse(*text);
  if (const auto* problem = std::get_if<NumberProblem>(&parsed)) {
    invalid(to_text(*problem, *text), to_older_text(*problem, *text), true);
  } else {
    number = std::get<Number>(std::move(parsed));
  }
  return true;
}

bool Reader::member(const JsonValue& json, Binary& binary) {
  const std::string* text = json.string();
  if (text == nullptr) return not_base64(json);
  auto decoded = codec::from_base64(*text);
  if (auto* bytes = std::get_if<std::string>(&decoded)) {
    binary.bytes = std::move(*bytes);
    return true;
  }
  if (const auto* length = std::get_if<codec::Base64BadLength>(&decoded)) {
    return misshapen(fmt::format(
        "Base64 encoded length is expected a multiple of 4 bytes but found: {}", length->length));
  }
  const auto* bad = std::get_if<codec::Base64BadCharacter>(&decoded);
  if (bad != nullptr && bad->character != '=') {
    return misshapen(fmt::format("Invalid Base64 character: '{}'", bad->character));
  }
  return misshapen("Invalid last non-pad Base64 character dectected");
}

bool Reader::boolean(const JsonValue& json, bool& flag) {
  const auto found = json.string() != nullptr    ? boolean_of(*json.string())
                     : json.boolean() != nullptr ? std::optional<bool>(*json.boolean())
                                                 : std::nullopt;
  if (!found) return not_a("Boolean", json);
  flag = *found;
  return true;
}

bool Reader::list(const JsonValue& json, int depth, List& list) {
  const JsonValue::Array* elements = json.array();
  if (elements == nullptr) return not_a_list(json);
  list.reserve(elements->size());
  for (const JsonValue& element : *elements) {
    if (!value(element, depth + 1, list.emplace_back())) return false;
  }
  return true;
}

void Reader::check_set(StringSet& set) {
  if (set.empty()) return invalid_parameter("An string set  may not be empty");
  const StringSet as_given = set;
  if (!sort_and_find_duplicate(set)) return;
  static constexpr char kText[] = "Input collection {} contains duplicates.";
  duplicates(fmt::format(kText, quoted(as_given, ", ")),
             invalid_parameter_text(fmt::format(kText, listed(as_given))));
}

void Reader::check_set(NumberSet& set) {
  if (set.empty()) {
    return invalid(invalid_parameter_text("An number set  may not be empty"), {}, true);
  }
  if (!sort_and_find_duplicate(set)) return;
  duplicates("Input collection contains duplicates.", "Input collection contains duplicates");
}

void Reader::check_set(BinarySet& set) {
  if (set.empty()) return invalid_parameter("Binary sets should not be empty");
  const BinarySet as_given = set;
  if (!sort_and_find_duplicate(set)) return;
  static constexpr char kText[] = "Input collection {}of type BS contains duplicates.";
  duplicates(fmt::format(kText, quoted(as_given, ",")),
             invalid_parameter_text(fmt::format(kText, listed(as_given))));
}

template <class Member>
bool Reader::set(const JsonValue& json, std::optional<AttributeValue>& value) {
  const JsonValue::Array* elements = json.array();
  if (elements == nullptr) return not_a_list(json);
  std::vector<Member> members;
  members.reserve(elements->size());
  for (const JsonValue& element : *elements) {
    if (!member(element, members.emplace_back())) return false;
  }
  check_set(members);
  value.emplace(std::move(members));
  return true;
}

// `value` stays unset for what is no type of DynamoDB's: such members are ignored.
bool Reader::typed(std::string_view type, const JsonValue& json, int depth,
                   std::optional<AttributeValue>& value) {
  if (type == "S") return scalar<std::string>(json, value);
  if (type == "N") return scalar<Number>(json, value);
  if (type == "B") return scalar<Binary>(json, value);
  if (type == "SS") return set<std::string>(json, value);
  if (type == "NS") return set<Number>(json, value);
  if (type == "BS") return set<Binary>(json, value);
  if (type == "L") {
    List elements;
    if (!list(json, depth, elements)) return false;
    value.emplace(std::move(elements));
  } else if (type == "M") {
    Item members;
    if (!map(json, depth + 1, members)) return false;
    value.emplace(std::move(members));
  } else if (type == "BOOL" || type == "NULL") {
    bool flag = false;
    if (!boolean(json, flag)) return false;
    if (type == "BOOL") {
      value.emplace(flag);
    } else {
      value.emplace(Null{});
      if (!flag) invalid_parameter("Null attribute value types must have the value of true");
    }
  }
  return true;
}

bool Reader::value(const JsonValue& json, int depth, AttributeValue& value) {
  const JsonValue::Members* members = json.object();
  if (json.array() != nullptr) {
    return misshapen(
        "Unrecognized collection type class com.amazonaws.dynamodb.v20120810.AttributeValue");
  }
  if (members == nullptr && !json.is_null()) return misshapen("Unexpected value type in payload");
  if (depth > kMaxNesting) invalid(std::string(kTooDeep));
  static const JsonValue::Members kNone;  // null counts as {}
  int types = 0;
  for (const auto& [type, inner] : members != nullptr ? *members : kNone) {
    if (inner.is_null()) continue;
    std::optional<AttributeValue> read;
    if (!typed(type, inner, depth, read)) return false;
    if (!read) continue;
    value = std::move(*read);
    ++types;
  }
  if (types == 0) {
    invalid(
        "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
  }
  if (types > 1) {
    invalid(
        "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the "
        "supported datatypes");
  }
  return true;
}

// Those of an item's own attributes before their values; an empty one deeper within an item is told
// when there is nothing else.
void Reader::check_names(const JsonValue::Members& members, int depth) {
  for (const auto& [name, value] : members) {
    if (name.size() >= kTooLongName) {
      invalid(fmt::format("Attribute name is too large, must be less than {} bytes", kTooLongName));
    }
    if (!name.empty()) continue;
    if (depth == 1) {
      invalid("Empty attribute name");
    } else {
      has_empty_name_ = true;
    }
  }
}

bool Reader::map(const JsonValue& json, int depth, Item& map) {
  const JsonValue::Members* members = json.object();
  if (members == nullptr) {
    if (json.array() != nullptr) {
      return misshapen(
          "Unrecognized collection type java.util.Map<java.lang.String, "
          "com.amazonaws.dynamodb.v20120810.AttributeValue>");
    }
    return misshapen("Unexpected field type");
  }
  check_names(*members, depth);
  // By name first: an item inserts fast at its end only.
  std::vector<const JsonValue::Members::value_type*> by_name;
  std::vector<AttributeValue> values(members->size());
  for (std::size_t i = 0; i < members->size(); ++i) {
    if (!value((*members)[i].second, depth, values[i])) return false;
    by_name.push_back(&(*members)[i]);
  }
  std::sort(by_name.begin(), by_name.end(),
            [](const auto* a, const auto* b) { return a->first < b->first; });
  map.reserve(members->size());
  for (const auto* member : by_name) {
    const auto index = static_cast<std::size_t>(member - members->data());
    map.set(member->first, std::move(values[index]));
  }
  return true;
}

template <class Members, class Text>
void write_set(codec::JsonWriter& out, const Members& members, Text text_of) {
  out.begin_array();
  for (const auto& member : members) out.string(text_of(member));
  out.end_array();
}

}  // namespace

std::string older_text(const ValueProblem& problem) {
  return problem.older.empty() ? problem.message : problem.older;
}

Read<AttributeValue> read_value(const JsonValue& json) {
  Reader reader;
  AttributeValue value;
  reader.value(json, 1, value);
  if (auto problem = reader.problem()) return std::move(*problem);
  return value;
}

Read<Item> read_item(const JsonValue& json) {
  Reader reader;
  Item item;
  reader.map(json, 1, item);
  if (auto problem = reader.problem()) return std::move(*problem);
  return item;
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
