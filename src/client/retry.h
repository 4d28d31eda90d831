// Whether a failed attempt is worth another, and how long to wait first.
//
// Threads   Pure functions but for the Random's next number.
// Source    aws-contract F.3, standard mode as AWS's SDKs have it since 2026: which names are
//           throttles, full jitter, bases of 25 ms for DynamoDB, 50 ms and 1 s for others,
//           x-amz-retry-after.
#pragma once

#include "base/random.h"
#include "base/result.h"
#include "client/answer.h"
#include "client/service.h"

#include <chrono>
#include <cstdint>
#include <string_view>

namespace tidemark::client {

// May a call be sent again when nobody knows whether it was carried out?
enum class Repeat : std::uint8_t {
  kAlways,         // doing it twice is doing it once
  kOnlyIfNotDone,  // CreateBackup: a second one would be a second backup
};

// Adaptive: standard, and after throttles requests are spaced (client/rate_limiter.h).
enum class RetryMode : std::uint8_t { kStandard, kAdaptive };

struct RetryPolicy {
  int attempts = 8;  // the first is one of them
  std::chrono::milliseconds base{25};
  std::chrono::milliseconds cap{5'000};
  std::chrono::milliseconds throttle_base{25};  // in place of `base` after a throttle
  RetryMode mode = RetryMode::kStandard;
};

// With the bases that AWS recommends for a service.
RetryPolicy policy_for(Service service, RetryPolicy policy);

// The service asked for less speed; nothing was done.
bool is_throttle(const ServiceError& error);

bool worth_another(const ServiceError& error, Repeat repeat);
bool worth_another(const Error& error, Repeat repeat);

// Uniform in (0, min(cap, base · 2^(attempt-1))]; `attempt` 1 is the one that just failed.
std::chrono::milliseconds pause_after(int attempt, const RetryPolicy& policy, Random& random,
                                      bool throttled = false);

// As long as the service asked for in x-amz-retry-after (milliseconds), but at most five seconds
// longer than without.
std::chrono::milliseconds asked_for(std::string_view retry_after, std::chrono::milliseconds pause);

// The signature was refused for its date, or may have been.
bool is_about_time(const ServiceError& error);

// The credentials were good once, and are no more.
bool is_about_expiry(const ServiceError& error);

}  // namespace tidemark::client
