#include "codec/json.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <unordered_map>

namespace tidemark::codec {

namespace {

JsonValue converted(const simdjson::dom::element& element);

// Finds a repeated name. Objects are small, so looking at each is cheapest; but a request may
// bring one of a million members, which must not cost the square of that.
class MemberPlaces {
 public:
  explicit MemberPlaces(const JsonValue::Members& members) : members_(members) {}

  // Where `name` is already; or members.size(), where it then has to be appended.
  std::size_t place_of(std::string_view name) {
    constexpr std::size_t kFew = 16;
    if (members_.size() < kFew) {
      const auto same = std::find_if(members_.begin(), members_.end(),
                                     [&](const auto& member) { return member.first == name; });
      return static_cast<std::size_t>(same - members_.begin());
    }
    for (; indexed_ < members_.size(); ++indexed_) places_[members_[indexed_].first] = indexed_;
    const auto found = places_.find(std::string(name));
    return found != places_.end() ? found->second : members_.size();
  }

 private:
  const JsonValue::Members& members_;
  std::unordered_map<std::string, std::size_t> places_;
  std::size_t indexed_ = 0;
};

JsonValue converted_members(const simdjson::dom::object& object) {
  JsonValue::Members members;
  members.reserve(object.size());
  MemberPlaces places(members);
  for (const auto& [name, value] : object) {
    const std::size_t place = places.place_of(name);
    if (place < members.size()) {
      members[place].second = converted(value);
    } else {
      members.emplace_back(std::string(name), converted(value));
    }
  }
  return JsonValue(std::move(members));
}

JsonValue converted_elements(const simdjson::dom::array& array) {
  JsonValue::Array elements;
  elements.reserve(array.size());
  for (const auto& element : array) elements.push_back(converted(element));
  return JsonValue(std::move(elements));
}

JsonValue converted(const simdjson::dom::element& element) {
  switch (element.type()) {
    case simdjson::dom::element_type::OBJECT:
      return converted_members(element.get_object().value_unsafe());
    case simdjson::dom::element_type::ARRAY:
      return converted_elements(element.get_array().value_unsafe());
    case simdjson::dom::element_type::STRING:
      return JsonValue(std::string(element.get_string().value_unsafe()));
    case simdjson::dom::element_type::BOOL: return JsonValue(element.get_bool().value_unsafe());
    case simdjson::dom::element_type::INT64: return JsonValue(element.get_int64().value_unsafe());
    case simdjson::dom::element_type::UINT64:
      return JsonValue(static_cast<double>(element.get_uint64().value_unsafe()));
    case simdjson::dom::element_type::DOUBLE: return JsonValue(element.get_double().value_unsafe());
    case simdjson::dom::element_type::NULL_VALUE: break;
  }
  return {};
}

// What stands for each byte in a string: itself where 0, else '\\' and this; 'u': as \u00xx.
constexpr std::array<char, 256> escapes() {
  std::array<char, 256> table{};
  for (std::size_t byte = 0; byte < 0x20; ++byte) table[byte] = 'u';
  table['"'] = '"';
  table['\\'] = '\\';
  table['\n'] = 'n';
  table['\r'] = 'r';
  table['\t'] = 't';
  return table;
}

constexpr std::array<char, 256> kEscapes = escapes();

void append_escaped(std::string& text, std::string_view raw) {
  static constexpr char kDigits[] = "0123456789abcdef";
  text.push_back('"');
  std::size_t plain_from = 0;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const auto byte = static_cast<unsigned char>(raw[i]);
    const char escape = kEscapes[byte];
    if (escape == 0) continue;
    text.append(raw.substr(plain_from, i - plain_from));
    plain_from = i + 1;
    text.push_back('\\');
    text.push_back(escape);
    if (escape != 'u') continue;
    text += "00";
    text.push_back(kDigits[byte >> 4]);
    text.push_back(kDigits[byte & 15]);
  }
  text.append(raw.substr(plain_from));
  text.push_back('"');
}

}  // namespace

const JsonValue* JsonValue::find(std::string_view name) const {
  const Members* members = object();
  if (members == nullptr) return nullptr;
  for (const auto& [key, value] : *members) {
    if (key == name) return &value;
  }
  return nullptr;
}

namespace {

// What a parser makes room for is a dozen times its text: kept for the next text only when small.
constexpr std::size_t kKeptTextBytes = 1u << 20;

simdjson::dom::parser& parser_of_this_thread() {
  thread_local simdjson::dom::parser parser;
  return parser;
}

// Calls `use` with the document or the error while the parser holds it.
template <class Use>
auto with_document(std::string_view text, Use use) {
  simdjson::dom::parser& parser = parser_of_this_thread();
  if (text.size() > kKeptTextBytes) {
    auto result = use(parser.parse(text.data(), text.size()));
    parser = simdjson::dom::parser();
    return result;
  }
  thread_local std::string padded;  // the parser reads a little past the end
  padded.reserve(text.size() + simdjson::SIMDJSON_PADDING);
  padded.assign(text);
  return use(parser.parse(padded.data(), padded.size(), false));
}

}  // namespace

Result<JsonValue> parse_json(std::string_view text) {
  return with_document(
      text, [](simdjson::simdjson_result<simdjson::dom::element> root) -> Result<JsonValue> {
        if (root.error() == simdjson::SUCCESS) return converted(root.value_unsafe());
        return fail(Code::kInvalid,
                    fmt::format("not JSON: {}", simdjson::error_message(root.error())));
      });
}

bool is_json(std::string_view text) {
  return with_document(text, [](simdjson::simdjson_result<simdjson::dom::element> root) {
    return root.error() == simdjson::SUCCESS;
  });
}

void JsonWriter::separate() {
  if (text_.empty()) return;
  const char last = text_.back();
  if (last != '{' && last != '[' && last != ':') text_.push_back(',');
}

JsonWriter& JsonWriter::begin_object() {
  separate();
  text_.push_back('{');
  return *this;
}

JsonWriter& JsonWriter::end_object() {
  text_.push_back('}');
  return *this;
}

JsonWriter& JsonWriter::begin_array() {
  separate();
  text_.push_back('[');
  return *this;
}

JsonWriter& JsonWriter::end_array() {
  text_.push_back(']');
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  append_escaped(text_, name);
  text_.push_back(':');
  return *this;
}

JsonWriter& JsonWriter::string(std::string_view text) {
  separate();
  append_escaped(text_, text);
  return *this;
}

JsonWriter& JsonWriter::number(std::int64_t value) {
  return number_text(fmt::format_int(value).c_str());
}

JsonWriter& JsonWriter::number_text(std::string_view digits) {
  separate();
  text_.append(digits);
  return *this;
}

JsonWriter& JsonWriter::number(double value) {
  return number_text(fmt::format("{}", value));
}

JsonWriter& JsonWriter::boolean(bool value) {
  return number_text(value ? "true" : "false");
}

JsonWriter& JsonWriter::null() {
  return number_text("null");
}

JsonWriter& JsonWriter::epoch_seconds(Timestamp at) {
  const Timestamp second = at.floor_to_second();
  return number_text(
      fmt::format("{}.{:03}", second.micros / 1'000'000, (at.micros - second.micros) / 1000));
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  return number_text(json);
}

void write_json(JsonWriter& out, const JsonValue& value) {
  if (const auto* members = value.object()) {
    out.begin_object();
    for (const auto& [name, member] : *members) write_json(out.key(name), member);
    out.end_object();
  } else if (const auto* elements = value.array()) {
    out.begin_array();
    for (const JsonValue& element : *elements) write_json(out, element);
    out.end_array();
  } else if (const auto* text = value.string()) {
    out.string(*text);
  } else if (const auto* integer = value.integer()) {
    out.number(*integer);
  } else if (const auto* real = value.real()) {
    out.number(*real);
  } else if (const auto* boolean = value.boolean()) {
    out.boolean(*boolean);
  } else {
    out.null();
  }
}

}  // namespace tidemark::codec
