// Stands between the wall clock and everything that is decided by it: stamps rise although the
// clock steps back, and nothing is given up for its age after it jumped forward, until a person
// says that it is right or it is set back. The doubt outlives the process, and a jump while no
// process ran is noticed too: by the boot clock, or after a reboot by the gap since the last
// commit.
//
// Threads   All members may be called from any thread at once.
// Format    docs/formats/store.md, "The clock".
#pragma once

#include "base/clock.h"
#include "storage/layout.h"

#include <functional>
#include <mutex>
#include <optional>

namespace tidemark::storage {

inline constexpr std::chrono::microseconds kJumpInDoubt = std::chrono::minutes(10);
inline constexpr std::chrono::microseconds kGapInDoubt = std::chrono::hours(24 * 7);

class ClockWatch {
 public:
  // Makes the row durable before it returns.
  using Save = std::function<void(const WatchRow&)>;

  explicit ClockWatch(Clock& clock) : clock_(clock) {}

  // `clock` and `watch` are what the store remembers. A trusted clock is not compared with them.
  void start(const ClockRow& clock, const std::optional<WatchRow>& watch, bool trusted, Save save);

  [[nodiscard]] Timestamp now() const { return clock_.now(); }

  // Where periods are counted back from: now, but while in doubt what the clock would show if it
  // had not jumped.
  [[nodiscard]] Timestamp trusted_now();

  // Commit time for a group: max(last + 1, closed + 1, now). Looks at the clock as in_doubt does,
  // so that a doubt is on disk before the first commit that bears the new time.
  [[nodiscard]] Timestamp stamp(const ClockRow& clock);

  // Also looks whether the clock jumped since it last looked.
  [[nodiscard]] bool in_doubt();
  void accept();

 private:
  // All of these: mutex_ is held.
  void look();
  void save_if_changed();
  [[nodiscard]] bool doubtful_start(const ClockRow& clock, const std::optional<WatchRow>& watch);

  Clock& clock_;
  std::mutex mutex_;
  Save save_;
  std::optional<WatchRow> saved_;
  std::string boot_;
  // Wall clock minus boot clock, as far as it is trusted.
  std::chrono::microseconds offset_{0};
  // The most that was trusted since the start: a clock that was set back may return to it.
  std::chrono::microseconds highest_{0};
  bool doubt_ = false;
  bool behind_ = false;  // said so already
};

}  // namespace tidemark::storage
