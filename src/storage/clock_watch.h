// Stands between the wall clock and everything that is decided by it: stamps rise although the
// clock steps back, and floors stand still after it jumped forward.
//
// Threads   All members may be called from any thread at once.
#pragma once

#include "base/clock.h"
#include "storage/layout.h"

#include <mutex>

namespace tidemark::storage {

inline constexpr std::chrono::microseconds kJumpInDoubt = std::chrono::minutes(10);
inline constexpr std::chrono::microseconds kGapInDoubt = std::chrono::hours(24 * 7);

class ClockWatch {
 public:
  explicit ClockWatch(Clock& clock) : clock_(clock) {}

  // `clock` is what the store remembers. Unless trusted, a clock far beyond it is in doubt.
  void start(const ClockRow& clock, bool trusted);

  [[nodiscard]] Timestamp now() const { return clock_.now(); }

  // Commit time for a group: max(last + 1, closed + 1, now).
  [[nodiscard]] Timestamp stamp(const ClockRow& clock);

  // Also looks whether the clock jumped since it last looked.
  [[nodiscard]] bool in_doubt();
  void accept();

 private:
  void look();  // mutex_ is held

  Clock& clock_;
  std::mutex mutex_;
  Timestamp seen_wall_;
  std::chrono::microseconds seen_boot_{0};
  bool doubt_ = false;
  bool behind_ = false;  // said so already
};

}  // namespace tidemark::storage
