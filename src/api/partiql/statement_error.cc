#include "api/partiql/statement_error.h"

#include <string_view>

namespace tidemark::api {
namespace {

std::string code_of(std::string_view type) {
  type = type.substr(type.find('#') + 1);
  if (type == "ValidationException" || type == "SerializationException") return "ValidationError";
  if (type == "ThrottlingException") return "ThrottlingError";
  constexpr std::string_view kException = "Exception";
  if (type.ends_with(kException)) type.remove_suffix(kException.size());
  return std::string(type);
}

codec::JsonValue body_of(const Reply& refusal) {
  auto body = codec::parse_json(refusal.body);
  return body ? std::move(body).value() : codec::JsonValue();
}

std::string text_of(const codec::JsonValue& body, std::string_view member) {
  const codec::JsonValue* value = body.find(member);
  return value != nullptr && value->string() != nullptr ? *value->string() : "";
}

}  // namespace

StatementError statement_error_of(const Reply& refusal) {
  const codec::JsonValue body = body_of(refusal);
  const std::string message = text_of(body, "message");
  return {code_of(text_of(body, "__type")), message.empty() ? text_of(body, "Message") : message};
}

void write_statement_error(codec::JsonWriter& out, const Reply& refusal) {
  const StatementError error = statement_error_of(refusal);
  out.begin_object().key("Code").string(error.code).key("Message").string(error.message);
  const codec::JsonValue body = body_of(refusal);
  if (const auto* item = body.find("Item")) {
    out.key("Item");
    codec::write_json(out, *item);
  }
  out.end_object();
}

}  // namespace tidemark::api
