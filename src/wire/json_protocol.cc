#include "wire/json_protocol.h"

#include "codec/crc32.h"
#include "codec/json.h"

#include <algorithm>
#include <array>

namespace tidemark::wire {
namespace {

// What AWS's front end itself answers, before any service sees the request.
constexpr std::array<std::string_view, 8> kFrontEnd{
    "AccessDeniedException",       "IncompleteSignatureException",
    "InvalidSignatureException",   "MissingAuthenticationTokenException",
    "SerializationException",      "UnknownOperationException",
    "UnrecognizedClientException", "ExpiredTokenException"};

std::string_view name_space_of(std::string_view name) {
  if (name == "ValidationException") return "com.amazon.coral.validate#";
  if (name == "ThrottlingException") return "com.amazon.coral.availability#";
  const bool front_end = std::ranges::find(kFrontEnd, name) != kFrontEnd.end();
  return front_end ? "com.amazon.coral.service#" : "com.amazonaws.dynamodb.v20120810#";
}

}  // namespace

std::optional<Target> parse_target(std::string_view text) {
  const auto dot = text.find('.');
  if (dot == text.npos || dot == 0 || dot + 1 == text.size()) return std::nullopt;
  if (text.find('.', dot + 1) != text.npos) return std::nullopt;
  return Target{text.substr(0, dot), text.substr(dot + 1)};
}

std::string error_body(std::string_view name, std::string_view message) {
  codec::JsonWriter out;
  out.begin_object().key("__type").string(fmt::format("{}{}", name_space_of(name), name));
  if (!message.empty()) {
    out.key(name == "SerializationException" ? "Message" : "message").string(message);
  }
  out.end_object();
  return out.take();
}

int status_of(std::string_view name) {
  return name == "InternalServerError" ? 500 : 400;
}

std::string checksum_text(std::string_view body) {
  return fmt::format_int(codec::crc32(body)).str();
}

std::vector<std::string> text_members(std::string_view text,
                                      std::span<const std::string_view> names) {
  std::vector<std::string> found(names.size());
  const auto document = codec::parse_json(text);
  if (!document) return found;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const codec::JsonValue* member = document.value().find(names[i]);
    if (member != nullptr && member->string() != nullptr) found[i] = *member->string();
  }
  return found;
}

bool is_json(std::string_view text) {
  return codec::is_json(text);
}

}  // namespace tidemark::wire
