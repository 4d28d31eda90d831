#include "storage/clock_watch.h"

#include "base/log.h"
#include "storage/faults.h"

#include <algorithm>

namespace tidemark::storage {

void ClockWatch::start(const ClockRow& clock, bool trusted) {
  const std::lock_guard lock(mutex_);
  seen_wall_ = clock_.now();
  seen_boot_ = clock_.since_boot();
  const bool fresh = clock.last_commit == Timestamp{};
  if (trusted || fresh || seen_wall_ - clock.last_commit <= kGapInDoubt) return;
  doubt_ = true;
  log_warn("storage",
           "the clock is more than seven days beyond the last commit: nothing old is "
           "dropped until the clock is confirmed");
}

Timestamp ClockWatch::stamp(const ClockRow& clock) {
  const Timestamp now = clock_.now();
  if (TM_FAULT(kStampMayRepeat)) return now;
  const std::chrono::microseconds one(1);
  const std::lock_guard lock(mutex_);
  // A busy microsecond is no step back.
  const bool behind = clock.last_commit - now > std::chrono::seconds(1);
  if (behind && !behind_) {
    log_warn("storage", fmt::format("the wall clock stands {} s behind the last commit",
                                    (clock.last_commit - now).count() / 1'000'000));
  }
  behind_ = behind;
  return std::max({clock.last_commit + one, clock.closed + one, now});
}

void ClockWatch::look() {
  const Timestamp wall = clock_.now();
  const std::chrono::microseconds boot = clock_.since_boot();
  const std::chrono::microseconds jumped = (wall - seen_wall_) - (boot - seen_boot_);
  seen_wall_ = wall;
  seen_boot_ = boot;
  if (jumped <= kJumpInDoubt || doubt_) return;
  doubt_ = true;
  log_warn("storage", fmt::format("the clock jumped forward by {} s: nothing old is dropped until "
                                  "the clock is confirmed",
                                  jumped.count() / 1'000'000));
}

bool ClockWatch::in_doubt() {
  const std::lock_guard lock(mutex_);
  look();
  return doubt_;
}

void ClockWatch::accept() {
  const std::lock_guard lock(mutex_);
  seen_wall_ = clock_.now();
  seen_boot_ = clock_.since_boot();
  doubt_ = false;
}

}  // namespace tidemark::storage
