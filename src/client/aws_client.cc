#include "client/aws_client.h"

#include "codec/crc32.h"
#include "wire/json_protocol.h"

namespace tidemark::client {
namespace {

// A flipped bit on the way is found here; the write behind a damaged answer may have happened.
Status check_crc(std::string_view operation, const http::Response& response) {
  const auto sent = response.headers.find("x-amz-crc32");
  if (!sent || *sent == std::to_string(codec::crc32(response.body))) return Ok{};
  return fail(Code::kUnknown,
              fmt::format("{}: the answer of {} bytes does not match its x-amz-crc32 {}", operation,
                          response.body.size(), *sent));
}

Result<Answer<Reply>> decode(std::string_view operation, const http::Response& response) {
  TM_TRY_STATUS(check_crc(operation, response));
  if (response.status != 200) {
    const auto type = response.headers.find("x-amzn-ErrorType");
    return Answer<Reply>(decode_error(response.status, type.value_or(""), response.body));
  }
  auto body = codec::parse_json(response.body);
  if (!body) {
    return fail(Code::kUnknown,
                fmt::format("{}: the answer is no JSON: {}", operation, body.error().message));
  }
  Reply reply{.body = std::move(body).value()};
  if (const auto date = response.headers.find("Date")) reply.server_time = parse_http_date(*date);
  return Answer<Reply>(std::move(reply));
}

// Whether the attempt's outcome calls for another one.
bool again(const Result<Answer<Reply>>& outcome, Repeat repeat) {
  if (!outcome) return worth_another(outcome.error(), repeat);
  const auto* error = std::get_if<ServiceError>(&outcome.value());
  return error != nullptr && worth_another(*error, repeat);
}

}  // namespace

AwsClient::AwsClient(AwsOptions options, http::Transport& transport, const Clock& clock,
                     Random& random, Pause pause)
    : options_(std::move(options)),
      transport_(transport),
      clock_(clock),
      random_(random),
      pause_(std::move(pause)) {}

Result<Answer<Reply>> AwsClient::call(std::string_view operation, std::string_view body,
                                      Repeat repeat) {
  for (int number = 1;; ++number) {
    auto outcome = attempt(operation, body);
    if (number >= options_.retry.attempts || !again(outcome, repeat)) return outcome;
    pause_(pause_after(number, options_.retry, random_));
  }
}

Result<Answer<Reply>> AwsClient::attempt(std::string_view operation, std::string_view body) {
  http::Outgoing request;
  request.method = "POST";
  request.url = options_.endpoint + "/";
  request.timeout = options_.timeout;
  request.body = body;
  request.headers.add("Content-Type", wire::kJson10);
  request.headers.add("X-Amz-Target", fmt::format("{}.{}", options_.target_prefix, operation));
  // Each attempt is signed anew: a signature ages.
  wire::sign(request, options_.credentials, {options_.region, options_.service}, clock_.now());
  auto response = transport_.send(request);
  if (!response) {
    return fail(response.error().code, fmt::format("{}: {}", operation, response.error().message));
  }
  return decode(operation, response.value());
}

Result<http::Response> AwsClient::send(std::string_view method, std::string_view path_and_query,
                                       std::string_view body) {
  http::Outgoing request;
  request.method = method;
  request.url = options_.endpoint;
  request.url += path_and_query;
  request.body = body;
  request.timeout = options_.timeout;
  wire::sign(request, options_.credentials, {options_.region, options_.service}, clock_.now());
  return transport_.send(request);
}

}  // namespace tidemark::client
