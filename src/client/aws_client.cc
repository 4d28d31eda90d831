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
  // Operations that answer nothing: AWS Backup's deletions, DynamoDB's TagResource.
  if (response.body.empty()) {
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

const ServiceError* refusal_of(const Result<Answer<Reply>>& outcome) {
  return outcome ? std::get_if<ServiceError>(&outcome.value()) : nullptr;
}

// Counts attempts that were throttled, and tells the answer of them.
void note_throttles(Result<Answer<Reply>>& outcome, int& throttles) {
  if (!outcome) return;
  if (auto* reply = std::get_if<Reply>(&outcome.value())) {
    reply->throttled = throttles;
  } else if (is_throttle(std::get<ServiceError>(outcome.value()))) {
    ++throttles;
  }
}

// Whether the attempt's outcome calls for another one.
bool again(const Result<Answer<Reply>>& outcome, Repeat repeat) {
  if (!outcome) return worth_another(outcome.error(), repeat);
  const ServiceError* error = refusal_of(outcome);
  return error != nullptr && worth_another(*error, repeat);
}

bool throttled(const Result<Answer<Reply>>& outcome) {
  const ServiceError* error = refusal_of(outcome);
  return error != nullptr && is_throttle(*error);
}

int cost_of_retry(const Result<Answer<Reply>>& outcome) {
  const bool timed_out = !outcome && outcome.error().code == Code::kUnknown;
  return timed_out ? kTimeoutRetryCost : kRetryCost;
}

// Services allow fifteen minutes; below four a refusal has another reason.
constexpr std::chrono::minutes kSkew{4};

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
      pause_(std::move(pause)),
      limiter_(clock) {}

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
  const bool adaptive = options_.retry.mode == RetryMode::kAdaptive;
  Cures cures;
  int spent = 0;  // for the retry that is under way
  int throttles = 0;
  for (int number = 1;; ++number) {
    TM_TRY(const wire::Credentials key, credentials());
    if (adaptive) {
      if (const auto wait = limiter_.before_sending(); wait.count() > 0) pause_(wait);
    }
    Attempt made = attempt(call, request, key);
    note_throttles(made.outcome, throttles);
    if (adaptive) limiter_.after_answer(throttled(made.outcome));
    if (cured(made, key, cures)) continue;
    const auto wait = pause_before_another(call, made, number);
    if (!wait) {
      if (!again(made.outcome, call.repeat)) quota_.give(spent > 0 ? spent : kSuccessReturns);
      return std::move(made.outcome);
    }
    spent = cost_of_retry(made.outcome);
    pause_(*wait);
  }
}

std::optional<std::chrono::milliseconds> AwsClient::pause_before_another(const SentCall& call,
                                                                         const Attempt& made,
                                                                         int number) {
  if (number >= options_.retry.attempts || !again(made.outcome, call.repeat)) return std::nullopt;
  if (!quota_.take(cost_of_retry(made.outcome))) return std::nullopt;
  return asked_for(made.retry_after,
                   pause_after(number, options_.retry, random_, throttled(made.outcome)));
}

bool AwsClient::cured(const Attempt& made, const wire::Credentials& used, Cures& cures) {
  const ServiceError* error = refusal_of(made.outcome);
  if (error == nullptr) return false;
  if (is_about_expiry(*error) && options_.credentials && !cures.other_credentials) {
    cures.other_credentials = true;
    return options_.credentials->refused(used);
  }
  if (!is_about_time(*error) || cures.other_time || !made.server_time) return false;
  cures.other_time = true;
  const std::chrono::microseconds offset = *made.server_time - clock_.now();
  if (std::chrono::abs(offset - clock_offset()) < kSkew) return false;
  offset_ = offset.count();
  return true;
}

// Each attempt is signed anew: a signature ages.
AwsClient::Attempt AwsClient::attempt(const SentCall& call, http::Outgoing request,
                                      const wire::Credentials& credentials) {
  sign(request, credentials);
  auto response = transport_.send(request);
  if (!response) {
    return {.outcome = fail(response.error().code,
                            fmt::format("{}: {}", call.operation, response.error().message))};
  }
  Attempt made{.outcome = decode(facts_.protocol, call.operation, response.value())};
  if (refusal_of(made.outcome) == nullptr) return made;
  const http::Headers& headers = response.value().headers;
  made.retry_after = headers.find("x-amz-retry-after").value_or("");
  made.server_time = parse_http_date(headers.find("Date").value_or(""));
  return made;
}

Result<wire::Credentials> AwsClient::credentials() const {
  if (!options_.credentials) return wire::Credentials{};
  return options_.credentials->now();
}

void AwsClient::sign(http::Outgoing& request, const wire::Credentials& credentials) {
  if (credentials.key_id.empty()) return;
  signer_.sign(request, credentials, {options_.region, std::string(facts_.signing_name)},
               clock_.now() + clock_offset());
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
