#include "client/retry.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace tidemark::client {
namespace {

// LimitExceededException stands in the SDKs' list, too. Left out: it is also how the service says
// "50 restores at once", which no quick retry cures and the caller must hear.
constexpr std::array<std::string_view, 12> kThrottles{"Throttling",
                                                      "ThrottlingException",
                                                      "ThrottledException",
                                                      "RequestThrottledException",
                                                      "RequestThrottled",
                                                      "TooManyRequestsException",
                                                      "SlowDown",
                                                      "ProvisionedThroughputExceededException",
                                                      "RequestLimitExceeded",
                                                      "PriorRequestNotComplete",
                                                      "BandwidthLimitExceeded",
                                                      "EC2ThrottledException"};

}  // namespace

bool is_throttle(const ServiceError& error) {
  return std::ranges::find(kThrottles, error.name) != kThrottles.end();
}

bool worth_another(const ServiceError& error, Repeat repeat) {
  if (is_throttle(error) || error.status == 503) return true;
  // Nothing was done: another transaction holds an item, or STS could not ask somebody.
  if (error.name == "TransactionInProgressException" || error.name == "IDPCommunicationError") {
    return true;
  }
  const bool unknown = error.status >= 500 || error.name == "RequestTimeout" ||
                       error.name == "RequestTimeoutException";
  return unknown && repeat == Repeat::kAlways;
}

bool worth_another(const Error& error, Repeat repeat) {
  if (error.code == Code::kBusy) return true;
  return error.code == Code::kUnknown && repeat == Repeat::kAlways;
}

RetryPolicy policy_for(Service service, RetryPolicy policy) {
  if (service == Service::kDynamoDb || service == Service::kStreams) return policy;
  policy.base = std::max(policy.base, std::chrono::milliseconds(50));
  policy.throttle_base = std::max(policy.throttle_base, std::chrono::milliseconds(1'000));
  return policy;
}

std::chrono::milliseconds pause_after(int attempt, const RetryPolicy& policy, Random& random,
                                      bool throttled) {
  // 2^20 · 25 ms is hours: beyond any cap, and the shift stays small.
  const int doublings = std::min(attempt - 1, 20);
  const auto base = throttled ? policy.throttle_base : policy.base;
  const auto longest = std::min<std::int64_t>(policy.cap.count(), base.count() << doublings);
  return std::chrono::milliseconds{
      1 + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(longest)))};
}

std::chrono::milliseconds asked_for(std::string_view retry_after, std::chrono::milliseconds pause) {
  std::int64_t asked = 0;
  const char* const end = retry_after.data() + retry_after.size();
  const auto [stopped, problem] = std::from_chars(retry_after.data(), end, asked);
  if (retry_after.empty() || problem != std::errc() || stopped != end || asked < 0) return pause;
  constexpr std::chrono::milliseconds kLonger{5'000};
  return std::clamp(std::chrono::milliseconds(asked), pause, pause + kLonger);
}

bool is_about_time(const ServiceError& error) {
  constexpr std::array<std::string_view, 5> kNames{"RequestTimeTooSkewed", "RequestExpired",
                                                   "InvalidSignatureException",
                                                   "SignatureDoesNotMatch", "AuthFailure"};
  return std::ranges::find(kNames, error.name) != kNames.end();
}

bool is_about_expiry(const ServiceError& error) {
  return error.name == "ExpiredTokenException" || error.name == "ExpiredToken";
}

}  // namespace tidemark::client
