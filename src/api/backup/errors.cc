#include "api/backup/errors.h"

#include "base/log.h"
#include "codec/json.h"

namespace tidemark::api {
namespace {

constexpr char kJson[] = "application/json";

int status_of(std::string_view name) {
  if (name == "ServiceUnavailableException") return 500;
  return name == "AccessDeniedException" || name.ends_with("SignatureException") ||
                 name == "UnrecognizedClientException"
             ? 403
             : 400;
}

}  // namespace

Reply backup_error(std::string_view name, std::string_view message, std::string_view code) {
  codec::JsonWriter out;
  out.begin_object();
  out.key("Code").string(code.empty() ? name : code);
  out.key("Message").string(message);
  out.end_object();
  return {status_of(name), out.take(), kJson, std::string(name)};
}

Reply missing_value(std::string_view message) {
  return backup_error("MissingParameterValueException", message);
}

Reply invalid_value(std::string_view message) {
  return backup_error("InvalidParameterValueException", message);
}

Reply invalid_request(std::string_view message) {
  return backup_error("InvalidRequestException", message);
}

Reply backup_not_found(std::string_view message) {
  return backup_error("ResourceNotFoundException", message);
}

Reply backup_error(const Error& error) {
  switch (error.code) {
    case Code::kInvalid:
    case Code::kConflict: return invalid_value(error.message);
    case Code::kLimit: return backup_error("LimitExceededException", error.message);
    case Code::kNotFound: return backup_not_found(error.message);
    case Code::kDenied: return backup_error("AccessDeniedException", error.message);
    default:
      log_error("api", "an operation of AWS Backup failed", {{"what", error.message}});
      return backup_error("ServiceUnavailableException",
                          "The request failed, the server's log says why; try again");
  }
}

Reply backup_done(int status) {
  return {status, "", kJson};
}

Reply backup_json(std::string body, int status) {
  return {status, std::move(body), kJson};
}

}  // namespace tidemark::api
