// What an AWS endpoint answered: what was asked for, or an error that AWS has a name for.
//
//   TM_TRY(const Answer<Reply> answer, aws.call("DescribeTable", body));
//   if (const auto* error = std::get_if<ServiceError>(&answer)) … error->name …
//   TM_TRY(const Reply reply, accepted("DescribeTable", answer));   // any error is an Error
//
// Threads   Plain values.
#pragma once

#include "base/result.h"
#include "base/timestamp.h"
#include "codec/json.h"

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace tidemark::client {

struct ServiceError {
  std::string name{};        // AWS's, without its name space: "ResourceNotFoundException"
  std::string message{};     // AWS's text
  int status = 0;            // HTTP
  std::string request_id{};  // AWS's, for its support; empty when there was none
};

struct Reply {
  codec::JsonValue body{};
  std::optional<Timestamp> server_time{};  // the Date header: whole seconds, by the server's clock
  std::string request_id{};
  int throttled = 0;  // attempts before this one that were refused for their speed
};

template <class T>
using Answer = std::variant<T, ServiceError>;

// "DescribeTable: ResourceNotFoundException: Requested resource not found".
Error to_error(std::string_view operation, const ServiceError& error);

// For callers to whom every error of this call is trouble.
template <class T>
Result<T> accepted(std::string_view operation, Result<Answer<T>> answer) {
  if (!answer) return std::move(answer).error();
  if (const auto* error = std::get_if<ServiceError>(&answer.value())) {
    return to_error(operation, *error);
  }
  return std::get<T>(std::move(answer).value());
}

// An error response's name and text: from the JSON envelope, from x-amzn-ErrorType when there is
// none, else from the status alone.
ServiceError decode_error(int status, std::string_view error_type_header, std::string_view body);

// "Sat, 21 Nov 2026 04:00:00 GMT". nullopt for any other form.
std::optional<Timestamp> parse_http_date(std::string_view text);

}  // namespace tidemark::client
