#include "client/aws_client.h"

#include "client/xml_tree.h"
#include "codec/crc32.h"
#include "codec/uri.h"
#include "wire/sigv4_sign.h"

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

std::string request_id_of(const http::Response& response) {
  for (const std::string_view name : {"x-amzn-RequestId", "x-amz-request-id"}) {
    if (const auto id = response.headers.find(name)) return std::string(*id);
  }
  return {};
}

ServiceError refusal_in(Protocol protocol, const http::Response& response) {
  if (protocol == Protocol::kQuery) {
    if (auto error = query_error(response.status, response.body)) return *std::move(error);
  }
  const auto type = response.headers.find("x-amzn-ErrorType");
  return decode_error(response.status, type.value_or(""), response.body);
}

Result<codec::JsonValue> body_in(Protocol protocol, std::string_view operation,
                                 const http::Response& response) {
  if (protocol == Protocol::kQuery) return query_result(operation, response.body);
  if (protocol == Protocol::kRestJson && response.body.empty()) {
    return codec::JsonValue(codec::JsonValue::Members{});
  }
  auto body = codec::parse_json(response.body);
  if (body) return body;
  return fail(Code::kUnknown,
              fmt::format("{}: the answer is no JSON: {}", operation, body.error().message));
}

Result<Answer<Reply>> decode(Protocol protocol, std::string_view operation,
                             const http::Response& response) {
  TM_TRY_STATUS(check_crc(operation, response));
  if (response.status < 200 || response.status > 299) {
    ServiceError error = refusal_in(protocol, response);
    error.request_id = request_id_of(response);
    return Answer<Reply>(std::move(error));
  }
  Reply reply;
  TM_TRY(reply.body, body_in(protocol, operation, response));
  if (const auto date = response.headers.find("Date")) reply.server_time = parse_http_date(*date);
  reply.request_id = request_id_of(response);
  return Answer<Reply>(std::move(reply));
}

// Whether the attempt's outcome calls for another one.
bool again(const Result<Answer<Reply>>& outcome, Repeat repeat) {
  if (!outcome) return worth_another(outcome.error(), repeat);
  const auto* error = std::get_if<ServiceError>(&outcome.value());
  return error != nullptr && worth_another(*error, repeat);
}

std::string form_of(const Parameters& parameters) {
  std::string form;
  for (const auto& [name, value] : parameters) {
    if (!form.empty()) form += '&';
    form += codec::percent_encode(name) + '=' + codec::percent_encode(value);
  }
  return form;
}

}  // namespace

std::string rest_path(std::initializer_list<std::string_view> segments) {
  std::string path;
  for (const std::string_view segment : segments) path += '/' + codec::percent_encode(segment);
  return path;
}

AwsClient::AwsClient(AwsOptions options, http::Transport& transport, const Clock& clock,
                     Random& random, Pause pause)
    : options_(std::move(options)),
      facts_(facts_of(options_.service)),
      transport_(transport),
      clock_(clock),
      random_(random),
      pause_(std::move(pause)) {}

Result<Answer<Reply>> AwsClient::call(std::string_view operation, std::string_view body,
                                      Repeat repeat) {
  http::Outgoing request = request_to("POST", "/");
  request.headers.add("Content-Type", facts_.content_type);
  request.headers.add("X-Amz-Target", fmt::format("{}.{}", facts_.target_prefix, operation));
  request.body = body;
  return carry_out(
      {.service = facts_.service, .operation = operation, .body = body, .repeat = repeat}, request);
}

Result<Answer<Reply>> AwsClient::rest(const RestCall& call, Repeat repeat) {
  std::string path = call.path;
  if (!call.query.empty()) path += '?' + form_of(call.query);
  http::Outgoing request = request_to(call.method, path);
  if (!call.body.empty()) request.headers.add("Content-Type", facts_.content_type);
  request.body = call.body;
  return carry_out({.service = facts_.service,
                    .operation = call.operation,
                    .target = fmt::format("{} {}", call.method, path),
                    .body = call.body,
                    .repeat = repeat},
                   request);
}

Result<Answer<Reply>> AwsClient::query(std::string_view action, const Parameters& parameters,
                                       Repeat repeat) {
  http::Outgoing request = request_to("POST", "/");
  request.headers.add("Content-Type", facts_.content_type);
  const std::string arguments = form_of(parameters);
  request.body = fmt::format("Action={}&Version={}{}{}", action, facts_.version,
                             arguments.empty() ? "" : "&", arguments);
  return carry_out(
      {.service = facts_.service, .operation = action, .body = arguments, .repeat = repeat},
      request);
}

http::Outgoing AwsClient::request_to(std::string_view method, std::string_view path) const {
  http::Outgoing request;
  request.method = method;
  request.url = options_.endpoint;
  request.url += path;
  request.timeout = options_.timeout;
  return request;
}

Result<Answer<Reply>> AwsClient::carry_out(const SentCall& call, const http::Outgoing& request) {
  CallWatch* const watch = watch_;
  const bool secret = call.service == Service::kSts && call.operation != "GetCallerIdentity";
  if (watch == nullptr || secret) return try_until_answered(call, request);
  TM_TRY_STATUS(watch->before(call));
  auto outcome = try_until_answered(call, request);
  watch->after(call, outcome);
  return outcome;
}

Result<Answer<Reply>> AwsClient::try_until_answered(const SentCall& call,
                                                    const http::Outgoing& request) {
  for (int number = 1;; ++number) {
    TM_TRY(const wire::Credentials key, credentials());
    auto outcome = attempt(call, request, key);
    if (number >= options_.retry.attempts || !again(outcome, call.repeat)) return outcome;
    pause_(pause_after(number, options_.retry, random_));
  }
}

// Each attempt is signed anew: a signature ages.
Result<Answer<Reply>> AwsClient::attempt(const SentCall& call, http::Outgoing request,
                                         const wire::Credentials& credentials) {
  sign(request, credentials);
  auto response = transport_.send(request);
  if (!response) {
    return fail(response.error().code,
                fmt::format("{}: {}", call.operation, response.error().message));
  }
  return decode(facts_.protocol, call.operation, response.value());
}

Result<wire::Credentials> AwsClient::credentials() const {
  if (!options_.credentials) return wire::Credentials{};
  return options_.credentials->now();
}

void AwsClient::sign(http::Outgoing& request, const wire::Credentials& credentials) const {
  if (credentials.key_id.empty()) return;
  wire::sign(request, credentials, {options_.region, std::string(facts_.signing_name)},
             clock_.now());
}

Result<http::Response> AwsClient::send(std::string_view method, std::string_view path_and_query,
                                       std::string_view body) {
  TM_TRY(const wire::Credentials key, credentials());
  http::Outgoing request = request_to(method, path_and_query);
  request.body = body;
  sign(request, key);
  return transport_.send(request);
}

}  // namespace tidemark::client
