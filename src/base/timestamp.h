// An instant: microseconds since 1970-01-01T00:00:00 UTC. Commit times, restore targets, floors,
// pins and job due times are all of this one type. Text forms live in codec/iso8601.h.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <limits>

namespace tidemark {

struct Timestamp {
  std::int64_t micros = 0;

  friend auto operator<=>(const Timestamp&, const Timestamp&) = default;

  friend Timestamp operator+(Timestamp at, std::chrono::microseconds by) {
    return {at.micros + by.count()};
  }

  friend Timestamp operator-(Timestamp at, std::chrono::microseconds by) {
    return {at.micros - by.count()};
  }

  friend std::chrono::microseconds operator-(Timestamp a, Timestamp b) {
    return std::chrono::microseconds{a.micros - b.micros};
  }

  static constexpr Timestamp from_seconds(std::int64_t seconds) { return {seconds * 1'000'000}; }

  // The whole second at or before this instant; before 1970 too.
  [[nodiscard]] constexpr Timestamp floor_to_second() const {
    const std::int64_t rest = ((micros % 1'000'000) + 1'000'000) % 1'000'000;
    return {micros - rest};
  }

  static constexpr Timestamp max() { return {std::numeric_limits<std::int64_t>::max()}; }
};

}  // namespace tidemark
