// Whether a failed attempt is worth another, and how long to wait first.
//
// Threads   Pure functions but for the Random's next number.
// Source    aws-sdk standard mode: which names are throttles, full jitter; the base of 25 ms and
// the
//           cap are ours, since a drill's server is a process beside us.
#pragma once

#include "base/random.h"
#include "base/result.h"
#include "client/answer.h"

#include <chrono>
#include <cstdint>

namespace tidemark::client {

// May a call be sent again when nobody knows whether it was carried out?
enum class Repeat : std::uint8_t {
  kAlways,         // doing it twice is doing it once
  kOnlyIfNotDone,  // CreateBackup: a second one would be a second backup
};

struct RetryPolicy {
  int attempts = 8;
  std::chrono::milliseconds base{25};
  std::chrono::milliseconds cap{5'000};
};

// The service asked for less speed; nothing was done.
bool is_throttle(const ServiceError& error);

bool worth_another(const ServiceError& error, Repeat repeat);
bool worth_another(const Error& error, Repeat repeat);

// Uniform in (0, min(cap, base · 2^(attempt-1))]; `attempt` 1 is the one that just failed.
std::chrono::milliseconds pause_after(int attempt, const RetryPolicy& policy, Random& random);

}  // namespace tidemark::client
