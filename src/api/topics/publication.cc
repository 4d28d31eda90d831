#include "api/topics/publication.h"

#include "codec/base64.h"
#include "codec/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

namespace tidemark::api {
namespace {

constexpr std::size_t kMaxSubject = 100;

using services::MessageAttribute;
using services::Publication;

PublicationProblem invalid(std::string_view what) {
  return {"InvalidParameter", fmt::format("Invalid parameter: {}", what)};
}

PublicationProblem bad_attribute(std::string message) {
  return {"ParameterValueInvalid", std::move(message)};
}

bool is_subject(std::string_view subject) {
  return !subject.empty() && subject.size() <= kMaxSubject &&
         std::isspace(static_cast<unsigned char>(subject.front())) == 0 &&
         std::ranges::all_of(subject, [](char c) { return c >= ' ' && c < '\x7f'; });
}

bool is_attribute_name(std::string_view name) {
  const bool letters = std::ranges::all_of(name, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.';
  });
  return !name.empty() && name.size() <= 256 && letters && !name.starts_with('.') &&
         !name.ends_with('.') && name.find("..") == name.npos;
}

bool is_number(const std::string& text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

bool is_type(std::string_view type) {
  for (const std::string_view kind : {"String", "Number", "Binary"}) {
    if (type == kind ||
        (type.starts_with(kind) && type[kind.size()] == '.' && type.size() > kind.size() + 1)) {
      return true;
    }
  }
  return false;
}

using ReadAttribute = std::variant<MessageAttribute, PublicationProblem>;

ReadAttribute read_attribute(const std::string& name, const wire::QueryParameters& form) {
  if (!is_attribute_name(name)) {
    return bad_attribute(fmt::format("Invalid parameter value: message attribute name '{}'", name));
  }
  const std::string* const type = form.find("DataType");
  if (type == nullptr || type->empty()) {
    return bad_attribute(fmt::format(
        "The message attribute '{}' must contain non-empty message attribute type.", name));
  }
  if (!is_type(*type)) {
    return bad_attribute(
        fmt::format("The message attribute '{}' has an invalid message attribute type, the set of "
                    "supported type prefixes is Binary, Number, and String.",
                    name));
  }
  const std::string* const text = form.find("StringValue");
  const std::string* const bytes = form.find("BinaryValue");
  const bool binary = type->starts_with("Binary");
  const std::string* const value = binary ? bytes : text;
  if (value == nullptr && (binary ? text : bytes) != nullptr) {
    return bad_attribute(
        fmt::format("The message attribute '{}' with type '{}' must use field "
                    "'{}'.",
                    name, *type, binary ? "Binary" : "String"));
  }
  if (value == nullptr || value->empty()) {
    return bad_attribute(
        fmt::format("The message attribute '{}' must contain non-empty message attribute value for "
                    "message attribute type '{}'.",
                    name, *type));
  }
  if (binary && !std::holds_alternative<std::string>(codec::from_base64(*value))) {
    return bad_attribute(fmt::format("The message attribute '{}' is no base64", name));
  }
  if (type->starts_with("Number") && !is_number(*value)) {
    return bad_attribute(
        fmt::format("Could not cast message attribute '{}' value to number.", name));
  }
  return MessageAttribute{name, *type, *value};
}

// {"default":"…","http":"…"}: the default, and what has a text of its own.
std::optional<PublicationProblem> read_structure(Publication& publication) {
  const auto parsed = codec::parse_json(publication.message);
  if (!parsed || parsed.value().object() == nullptr) {
    return invalid("Message Structure - JSON message body failed to parse");
  }
  for (const auto& [protocol, text] : *parsed.value().object()) {
    if (text.string() == nullptr) continue;  // AWS passes over what is no text
    publication.messages_by_protocol[protocol] = *text.string();
  }
  const auto plain = publication.messages_by_protocol.find("default");
  if (plain == publication.messages_by_protocol.end()) {
    return invalid("Message Structure - No default entry in JSON message body");
  }
  publication.message = plain->second;
  publication.messages_by_protocol.erase(plain);
  return std::nullopt;
}

}  // namespace

ReadPublication read_publication(const wire::QueryParameters& form,
                                 const services::TopicName& topic) {
  Publication publication{.topic = topic};
  const std::string* const message = form.find("Message");
  if (message == nullptr || message->empty()) return invalid("Empty message");
  publication.message = *message;
  if (const std::string* const subject = form.find("Subject")) {
    if (!is_subject(*subject)) return invalid("Subject");
    publication.subject = *subject;
  }
  for (const auto& [name, value] : form.entries("MessageAttributes", "Name", "Value")) {
    ReadAttribute attribute = read_attribute(name, value);
    if (auto* problem = std::get_if<PublicationProblem>(&attribute)) return std::move(*problem);
    publication.attributes.push_back(std::get<MessageAttribute>(std::move(attribute)));
  }
  if (bytes_of(publication) > kMaxPublishBytes) return invalid("Message too long");
  const std::string* const structure = form.find("MessageStructure");
  if (structure != nullptr && *structure != "json") return invalid("MessageStructure");
  if (structure != nullptr) {
    if (auto problem = read_structure(publication)) return *std::move(problem);
  }
  return publication;
}

std::size_t bytes_of(const Publication& publication) {
  std::size_t bytes = publication.message.size();
  for (const MessageAttribute& one : publication.attributes) {
    bytes += one.name.size() + one.type.size() + one.value.size();
  }
  return bytes;
}

}  // namespace tidemark::api
