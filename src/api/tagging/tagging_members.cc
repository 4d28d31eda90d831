#include "api/tagging/tagging_members.h"

#include "codec/base64.h"

namespace tidemark::api {

Reply invalid_tagging(std::string_view message) {
  return target_refusal("InvalidParameterException", message);
}

Reply tagging_failed(const Error& error) {
  return target_error("InternalServiceException", error);
}

Reply as_invalid_tagging(const Reply& refusal) {
  const auto body = codec::parse_json(refusal.body);
  const codec::JsonValue* const type = body ? body.value().find("__type") : nullptr;
  const bool constraint = type != nullptr && type->string() != nullptr &&
                          type->string()->ends_with("#ValidationException");
  const codec::JsonValue* const text = constraint ? body.value().find("message") : nullptr;
  if (text == nullptr || text->string() == nullptr) return refusal;
  return invalid_tagging(*text->string());
}

Parsed<std::string> tagging_after(const std::optional<std::string>& token) {
  if (!token || token->empty()) return std::string();
  auto last = codec::from_base64(*token);
  if (auto* text = std::get_if<std::string>(&last)) return std::move(*text);
  return invalid_tagging("The pagination token is not valid");
}

std::string tagging_token(std::string_view last) {
  return codec::to_base64(last);
}

}  // namespace tidemark::api
