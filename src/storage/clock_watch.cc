#include "storage/clock_watch.h"

#include "base/log.h"
#include "storage/faults.h"

#include <algorithm>

namespace tidemark::storage {
namespace {

// A clock that is slewed for months drifts; more than this is worth remembering.
constexpr std::chrono::microseconds kDriftWorthSaving = std::chrono::minutes(1);

constexpr const char* kUntilAccepted =
    "nothing is dropped for its age until it is set right or accepted (serve --accept-clock, or "
    "POST /_tidemark/clock)";

std::int64_t seconds(std::chrono::microseconds span) {
  return span.count() / 1'000'000;
}

// Wall clock minus boot clock, both read at one moment: not with a nap between.
std::chrono::microseconds offset_of(const Clock& clock) {
  for (;;) {
    const std::chrono::microseconds before = clock.since_boot();
    const Timestamp wall = clock.now();
    if (clock.since_boot() - before < std::chrono::seconds(1)) return (wall - Timestamp{}) - before;
  }
}

}  // namespace

void ClockWatch::start(const ClockRow& clock, const std::optional<WatchRow>& watch, bool trusted,
                       Save save) {
  const std::lock_guard lock(mutex_);
  save_ = std::move(save);
  saved_ = watch;
  boot_ = clock_.boot();
  offset_ = offset_of(clock_);
  doubt_ = !trusted && doubtful_start(clock, watch);
  highest_ = offset_;
  save_if_changed();
}

// Leaves in offset_ what is trusted.
bool ClockWatch::doubtful_start(const ClockRow& clock, const std::optional<WatchRow>& watch) {
  if (clock.last_commit == Timestamp{}) return false;
  const bool same_boot = watch && !boot_.empty() && watch->boot == boot_;
  const std::chrono::microseconds jumped =
      same_boot ? offset_ - watch->offset : std::chrono::microseconds(0);
  const std::chrono::microseconds gap = clock_.now() - clock.last_commit;
  // While a machine stays up its boot clock proves a long gap right.
  const bool jump = jumped > kJumpInDoubt;
  const bool long_gap = !same_boot && gap > kGapInDoubt;
  const bool old_doubt = watch && watch->in_doubt && !(same_boot && !jump);
  if (!jump && !long_gap && !old_doubt) return false;
  if (jump) {
    log_warn("storage", fmt::format("the clock jumped forward by {} s since the last start: {}",
                                    seconds(jumped), kUntilAccepted));
  } else if (old_doubt) {
    log_warn("storage", fmt::format("the clock is still in doubt: {}", kUntilAccepted));
  } else {
    log_warn("storage", fmt::format("the clock stands {} s beyond the last commit: {}",
                                    seconds(gap), kUntilAccepted));
  }
  // What the last commit bears proves nothing once there was doubt.
  const Timestamp trusted = old_doubt ? watch->trusted : clock.last_commit;
  offset_ = same_boot ? watch->offset : (trusted - Timestamp{}) - clock_.since_boot();
  return true;
}

void ClockWatch::save_if_changed() {
  const WatchRow now{boot_, offset_, Timestamp{} + (offset_ + clock_.since_boot()), doubt_};
  const bool doubt_changed = saved_ ? saved_->in_doubt != doubt_ : doubt_;
  // An offset to an unnamed boot means nothing to the next process.
  const bool offset_changed =
      !boot_.empty() && (!saved_ || saved_->boot != boot_ ||
                         std::chrono::abs(saved_->offset - offset_) > kDriftWorthSaving);
  if (!doubt_changed && !offset_changed) return;
  if (save_) save_(now);
  saved_ = now;
}

Timestamp ClockWatch::stamp(const ClockRow& clock) {
  const std::lock_guard lock(mutex_);
  look();
  const Timestamp now = clock_.now();
  if (TM_FAULT(kStampMayRepeat)) return now;
  const std::chrono::microseconds one(1);
  // A busy microsecond is no step back.
  const bool behind = clock.last_commit - now > std::chrono::seconds(1);
  if (behind && !behind_) {
    log_warn("storage", fmt::format("the wall clock stands {} s behind the last commit",
                                    seconds(clock.last_commit - now)));
  }
  behind_ = behind;
  return std::max({clock.last_commit + one, clock.closed + one, now});
}

void ClockWatch::look() {
  const std::chrono::microseconds offset = offset_of(clock_);
  if (offset - highest_ > kJumpInDoubt) {
    if (doubt_) return;
    doubt_ = true;
    log_warn("storage", fmt::format("the clock jumped forward by {} s: {}",
                                    seconds(offset - offset_), kUntilAccepted));
  } else {
    if (doubt_) log_info("storage", "the clock was set right: it is no longer in doubt");
    doubt_ = false;
    offset_ = offset;
    highest_ = std::max(highest_, offset);
  }
  save_if_changed();
}

bool ClockWatch::in_doubt() {
  const std::lock_guard lock(mutex_);
  look();
  return doubt_;
}

Timestamp ClockWatch::trusted_now() {
  const std::lock_guard lock(mutex_);
  look();
  if (!doubt_) return clock_.now();
  return std::min(clock_.now(), Timestamp{} + (offset_ + clock_.since_boot()));
}

void ClockWatch::accept() {
  const std::lock_guard lock(mutex_);
  offset_ = offset_of(clock_);
  highest_ = std::max(highest_, offset_);
  if (doubt_) log_info("storage", "the clock was accepted: it is no longer in doubt");
  doubt_ = false;
  save_if_changed();
}

}  // namespace tidemark::storage
