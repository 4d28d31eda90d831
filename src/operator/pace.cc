#include "operator/pace.h"

#include <algorithm>

namespace tidemark::runbooks {
namespace {

using Micros = std::chrono::microseconds;

constexpr double kSlower = 0.7;
constexpr double kGrowth = 0.05;  // of the rate, a second
constexpr double kLeastRate = 1;
// Throttles of requests that were under way together are one event.
constexpr Micros kOneEvent{1'000'000};
// Unused capacity of the last second may still be used.
constexpr Micros kBurst{1'000'000};
// The rate that is reached is measured over so long.
constexpr Micros kMeasured{5'000'000};

double seconds(Micros time) {
  return static_cast<double>(time.count()) / 1e6;
}

Micros micros(double seconds) {
  return Micros{static_cast<std::int64_t>(seconds * 1e6)};
}

}  // namespace

Pace::Pace(Budget budget, const Clock& clock, client::Pause pause)
    : budget_(budget.units_per_second),
      clock_(clock),
      pause_(std::move(pause)),
      rate_(budget.units_per_second),
      free_at_(clock.since_boot()),
      slowed_at_(free_at_ - kOneEvent),
      changed_at_(free_at_),
      counted_from_(free_at_) {}

void Pace::wait() {
  Micros wait{0};
  {
    const std::lock_guard lock(mutex_);
    const Micros now = clock_.since_boot();
    speed_up(now);
    if (rate_ > 0) wait = free_at_ - now;
  }
  // Rounded up: a clock that pauses by milliseconds must not end before the time.
  if (wait > Micros{0}) pause_(std::chrono::ceil<std::chrono::milliseconds>(wait));
}

void Pace::used(double units, int throttled) {
  const std::lock_guard lock(mutex_);
  const Micros now = clock_.since_boot();
  if (now - counted_from_ > kMeasured) {
    counted_from_ = now - kBurst;
    units_since_ = 0;
  }
  units_ += units;
  units_since_ += units;
  throttles_ += throttled;
  if (units > 0) last_units_ = units;
  if (throttled > 0) slow_down(now);
  // A refused request has used nothing, but is paid for like another: refusals have a pace, too.
  const double cost = units + throttled * last_units_;
  if (rate_ > 0) free_at_ = std::max(free_at_, now - kBurst) + micros(cost / rate_);
}

void Pace::slow_down(Micros now) {
  if (now - slowed_at_ < kOneEvent) return;
  const double reached = units_since_ / std::max(0.1, seconds(now - counted_from_));
  const double from = rate_ > 0 ? std::min(rate_, std::max(reached, kLeastRate)) : reached;
  rate_ = std::max(kLeastRate, from * kSlower);
  ceiling_ = budget_ > 0 ? budget_ : std::max(kLeastRate, from * 2);
  free_at_ = std::max(free_at_, now);
  slowed_at_ = now;
  changed_at_ = now;
}

void Pace::speed_up(Micros now) {
  if (rate_ == budget_ || now - changed_at_ < kOneEvent) return;
  rate_ += rate_ * kGrowth * seconds(now - changed_at_);
  changed_at_ = now;
  if (rate_ < ceiling_) return;
  rate_ = budget_;
  ceiling_ = 0;
}

double Pace::allowed() const {
  const std::lock_guard lock(mutex_);
  return rate_;
}

double Pace::units() const {
  const std::lock_guard lock(mutex_);
  return units_;
}

int Pace::throttles() const {
  const std::lock_guard lock(mutex_);
  return throttles_;
}

}  // namespace tidemark::runbooks
