#include "client/retry.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace tidemark::client {
namespace {

// LimitExceededException stands in the SDKs' list, too. Left out: it is also how the service says
// "50 restores at once", which no quick retry cures and the caller must hear.
constexpr std::array<std::string_view, 10> kThrottles{"Throttling",
                                                      "ThrottlingException",
                                                      "ThrottledException",
                                                      "RequestThrottledException",
                                                      "RequestThrottled",
                                                      "TooManyRequestsException",
                                                      "SlowDown",
                                                      "ProvisionedThroughputExceededException",
                                                      "RequestLimitExceeded",
                                                      "PriorRequestNotComplete"};

}  // namespace

bool is_throttle(const ServiceError& error) {
  return std::ranges::find(kThrottles, error.name) != kThrottles.end();
}

bool worth_another(const ServiceError& error, Repeat repeat) {
  if (is_throttle(error) || error.status == 503) return true;
  const bool unknown = error.status >= 500 || error.name == "RequestTimeout" ||
                       error.name == "RequestTimeoutException";
  return unknown && repeat == Repeat::kAlways;
}

bool worth_another(const Error& error, Repeat repeat) {
  if (error.code == Code::kBusy) return true;
  return error.code == Code::kUnknown && repeat == Repeat::kAlways;
}

std::chrono::milliseconds pause_after(int attempt, const RetryPolicy& policy, Random& random) {
  // 2^20 · 25 ms is hours: beyond any cap, and the shift stays small.
  const int doublings = std::min(attempt - 1, 20);
  const auto longest = std::min<std::int64_t>(policy.cap.count(), policy.base.count() << doublings);
  return std::chrono::milliseconds{
      1 + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(longest)))};
}

}  // namespace tidemark::client
