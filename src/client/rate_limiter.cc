#include "client/rate_limiter.h"

#include <algorithm>
#include <cmath>

namespace tidemark::client {
namespace {

constexpr double kScale = 0.4;
constexpr double kBeta = 0.7;
constexpr double kSmoothing = 0.8;
constexpr double kSlowest = 0.5;

}  // namespace

RateLimiter::RateLimiter(const Clock& clock) : clock_(clock), counted_since_(0) {
  counted_since_ = std::floor(seconds() * 2) / 2;
}

std::chrono::milliseconds RateLimiter::before_sending() {
  const std::lock_guard lock(mutex_);
  if (!braking_) return std::chrono::milliseconds(0);
  fill(seconds());
  tokens_ -= 1;
  if (tokens_ >= 0) return std::chrono::milliseconds(0);
  return std::chrono::milliseconds(std::llround(std::ceil(-tokens_ / rate_ * 1000)));
}

void RateLimiter::after_answer(bool throttled) {
  const std::lock_guard lock(mutex_);
  const double now = seconds();
  measure(now);
  if (throttled) {
    const double rate = braking_ ? std::min(measured_, rate_) : measured_;
    highest_ = rate;
    throttled_at_ = now;
    braking_ = true;
    set_rate(rate * kBeta, now);
  } else if (braking_) {
    const double back = std::cbrt(highest_ * (1 - kBeta) / kScale);
    set_rate(kScale * std::pow(now - throttled_at_ - back, 3) + highest_, now);
  }
}

double RateLimiter::rate() const {
  const std::lock_guard lock(mutex_);
  return braking_ ? rate_ : 0;
}

double RateLimiter::seconds() const {
  return static_cast<double>(clock_.since_boot().count()) / 1e6;
}

void RateLimiter::measure(double now) {
  counted_ += 1;
  const double half_second = std::floor(now * 2) / 2;
  if (half_second <= counted_since_) return;
  const double rate = counted_ / (half_second - counted_since_);
  measured_ = rate * kSmoothing + measured_ * (1 - kSmoothing);
  counted_ = 0;
  counted_since_ = half_second;
}

// Never twice as fast as what was sent: an idle client has no say about what the service can do.
void RateLimiter::set_rate(double rate, double now) {
  fill(now);
  rate_ = std::max(std::min(rate, 2 * measured_), kSlowest);
  tokens_ = std::min(tokens_, std::max(rate_, 1.0));
}

void RateLimiter::fill(double now) {
  if (filled_at_ > 0) {
    tokens_ = std::min(tokens_ + (now - filled_at_) * rate_, std::max(rate_, 1.0));
  }
  filled_at_ = now;
}

}  // namespace tidemark::client
