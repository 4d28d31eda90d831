#include "api/errors.h"

#include "base/log.h"
#include "base/rate_limit.h"
#include "codec/json.h"

#include <algorithm>

namespace tidemark::api {
namespace {

// Most names live in DynamoDB's own namespace; a few belong to the front end.
std::string_view prefix_of(std::string_view name) {
  if (name == "ValidationException") return "com.amazon.coral.validate#";
  if (name == "ThrottlingException") return "com.amazon.coral.availability#";
  if (name == "SerializationException" || name == "UnknownOperationException" ||
      name == "AccessDeniedException") {
    return "com.amazon.coral.service#";
  }
  return "com.amazonaws.dynamodb.v20120810#";
}

Reply envelope(int status, std::string_view name, std::string_view message_key,
               std::string_view message) {
  codec::JsonWriter out;
  out.begin_object().key("__type").string(fmt::format("{}{}", prefix_of(name), name));
  if (!message.empty()) out.key(message_key).string(message);
  out.end_object();
  return {.status = status, .body = out.take()};
}

}  // namespace

Reply error_reply(std::string_view name, std::string_view message) {
  // The front end's own refusals spell the member so.
  const std::string_view key = name == "AccessDeniedException" ? "Message" : "message";
  return envelope(name == "InternalServerError" ? 500 : 400, name, key, message);
}

Reply validation_error(std::string_view message) {
  return error_reply("ValidationException", message);
}

Reply detected(Reply refusal) {
  static const std::string kBefore = [] {
    const std::string whole = validation_error("x").body;
    return whole.substr(0, whole.rfind("x"));
  }();
  static constexpr std::string_view kMany = " validation errors detected: ";
  static constexpr std::string_view kOne = "1 validation error detected: ";
  std::string& body = refusal.body;
  if (!body.starts_with(kBefore)) return refusal;
  const std::string_view text = std::string_view(body).substr(kBefore.size());
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (text.starts_with(kOne) || (digits > 0 && text.substr(digits).starts_with(kMany))) {
    return refusal;
  }
  body.insert(kBefore.size(), kOne);
  return refusal;
}

Reply serialization_error(std::string_view message) {
  return envelope(400, "SerializationException", "Message", message);
}

Reply error_reply(const Error& error) {
  switch (error.code) {
    case Code::kInvalid:
    case Code::kConflict:
    case Code::kLimit: return validation_error(error.message);
    case Code::kNotFound:
      return error_reply("ResourceNotFoundException", "Requested resource not found");
    case Code::kDenied: return error_reply("AccessDeniedException", error.message);
    case Code::kBusy:
    case Code::kUnknown:
    case Code::kCorrupt: break;
  }
  // A full disk would say the same for every request.
  static RateLimit lines{std::chrono::seconds(1)};
  if (const auto held_back = lines.admit()) {
    log_error("api", "a request could not be carried out",
              {{"reason", to_text(error)},
               {"file", error.file ? error.file : ""},
               {"line", error.line},
               {"held_back", *held_back}});
  }
  return error_reply("InternalServerError", error.code == Code::kBusy
                                                ? error.message
                                                : "The request could not be completed.");
}

}  // namespace tidemark::api
