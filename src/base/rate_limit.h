// Lets one of many like events through in every interval and counts the others, so that a warning
// that would come a thousand times a second comes once and says so.
//
//   if (const auto held_back = slow_.admit()) {
//     log_warn("storage", "a group was slow", {{"held_back", *held_back}});
//   }
//
// Threads   All members may be called from any thread at once.
#pragma once

#include "base/stopwatch.h"

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <utility>

namespace tidemark {

class RateLimit {
 public:
  explicit RateLimit(std::chrono::microseconds interval) : interval_(interval) {}

  // How many were held back since the last that passed; nullopt: this one is held back.
  std::optional<std::uint64_t> admit(std::chrono::microseconds now = Stopwatch::now()) {
    const std::lock_guard lock(mutex_);
    if (passed_ && now - *passed_ < interval_) {
      ++held_back_;
      return std::nullopt;
    }
    passed_ = now;
    return std::exchange(held_back_, 0);
  }

 private:
  const std::chrono::microseconds interval_;
  std::mutex mutex_;
  std::optional<std::chrono::microseconds> passed_;
  std::uint64_t held_back_ = 0;
};

}  // namespace tidemark
