// Where time comes from. Passed down by reference from apps; nothing else asks the system.
//
// Threads   All members may be called from any thread at once.
#pragma once

#include "base/timestamp.h"

#include <atomic>
#include <chrono>
#include <string>

namespace tidemark {

class Clock {
 public:
  virtual ~Clock() = default;

  // Wall-clock time. May stand still, step back or jump forward.
  [[nodiscard]] virtual Timestamp now() const = 0;

  // Time since some fixed moment before the process began. Never steps; used to notice that
  // `now` jumped. A simulated clock answers from its own time.
  [[nodiscard]] virtual std::chrono::microseconds since_boot() const = 0;

  // Names that moment: two processes that see the same name count from the same one. Empty: it
  // compares with nothing but itself.
  [[nodiscard]] virtual std::string boot() const { return {}; }
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override;
  [[nodiscard]] std::chrono::microseconds since_boot() const override;
  [[nodiscard]] std::string boot() const override;
};

// Stands still until moved by hand: the clock of tests and of `serve --clock simulated`.
class SimulatedClock final : public Clock {
 public:
  explicit SimulatedClock(Timestamp start) : micros_(start.micros), booted_(start.micros) {}

  [[nodiscard]] Timestamp now() const override { return {micros_.load()}; }

  [[nodiscard]] std::chrono::microseconds since_boot() const override {
    return std::chrono::microseconds{micros_.load() - booted_.load()};
  }

  // Time passes: both the wall clock and the boot clock move, at once.
  void advance(std::chrono::microseconds by) { micros_ += by.count(); }

  // Somebody sets the wall clock, forward or back; the boot clock does not notice.
  void step_to(Timestamp at) {
    const std::int64_t by = at.micros - micros_.load();
    booted_ += by;
    micros_ += by;
  }

 private:
  std::atomic<std::int64_t> micros_;
  std::atomic<std::int64_t> booted_;  // what the wall clock showed, were it never stepped
};

}  // namespace tidemark
