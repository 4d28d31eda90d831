// How many retries a client may still spend: in trouble that lasts, everybody's retries together
// are bounded, so that they do not become the trouble.
//
//   if (!quota.take(kRetryCost)) return outcome;     // spent: no retry
//   quota.give(kRetryCost);                          // the retry succeeded
//
// Threads   All members may be called from any thread at once.
// Source    aws-contract F.3: standard mode's bucket of 500.
#pragma once

#include <algorithm>
#include <atomic>

namespace tidemark::client {

inline constexpr int kRetryQuota = 500;
inline constexpr int kRetryCost = 5;
inline constexpr int kTimeoutRetryCost = 10;  // those who wait longest have the least to give
inline constexpr int kSuccessReturns = 1;     // a call that needed no retry

class RetryQuota {
 public:
  bool take(int cost) {
    int left = left_;
    while (left >= cost) {
      if (left_.compare_exchange_weak(left, left - cost)) return true;
    }
    return false;
  }

  void give(int amount) {
    int left = left_;
    while (left < kRetryQuota &&
           !left_.compare_exchange_weak(left, std::min(kRetryQuota, left + amount))) {
    }
  }

  [[nodiscard]] int left() const { return left_; }

 private:
  std::atomic<int> left_ = kRetryQuota;
};

}  // namespace tidemark::client
