// Adaptive mode's brake: after a throttle, requests are spaced so that the service can keep up, and
// slowly come faster again.
//
//   pause(limiter.before_sending());       // how long to wait first; 0 while nobody was throttled
//   limiter.after_answer(throttled);
//
// Threads   All members may be called from any thread at once.
// Source    botocore 1.43 retries/adaptive.py, bucket.py, throttling.py: a token bucket whose rate
//           follows TCP CUBIC (scale 0.4, beta 0.7), never below one request in two seconds.
#pragma once

#include "base/clock.h"

#include <chrono>
#include <mutex>

namespace tidemark::client {

class RateLimiter {
 public:
  // `clock` outlives it.
  explicit RateLimiter(const Clock& clock);

  // Takes a token now or of the time to come.
  std::chrono::milliseconds before_sending();

  void after_answer(bool throttled);

  // Requests a second; 0 while nobody was throttled.
  [[nodiscard]] double rate() const;

 private:
  [[nodiscard]] double seconds() const;
  void measure(double now);
  void set_rate(double rate, double now);
  void fill(double now);

  const Clock& clock_;
  mutable std::mutex mutex_;
  // What is sent: counted by half seconds, smoothed.
  double measured_ = 0;
  double counted_since_;
  double counted_ = 0;
  // CUBIC: the rate at the last throttle, and when that was.
  double highest_ = 0;
  double throttled_at_ = 0;
  // The bucket.
  bool braking_ = false;
  double rate_ = 0;
  double tokens_ = 0;
  double filled_at_ = 0;
};

}  // namespace tidemark::client
