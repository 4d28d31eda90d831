// How long a job may wait for its start, and how long it may take once started.
//
//   const Windows windows{.start = 60min, .completion = 120min};
//   windows.start_by(scheduled_at);       // not started by then: EXPIRED
//   windows.complete_by(started_at);      // not finished by then: ABORTED
//
// Source   API reference, BackupRule: StartWindowMinutes "a value in minutes after a backup is
//          scheduled", CompletionWindowMinutes "after a backup job is successfully started". The
//          guide counts the second from the scheduled time; the reference is followed here.
#pragma once

#include "base/timestamp.h"

#include <chrono>

namespace tidemark::schedule {

inline constexpr std::chrono::minutes kDefaultStartWindow{480};
inline constexpr std::chrono::minutes kDefaultCompletionWindow{10'080};  // 7 days
inline constexpr std::chrono::minutes kShortestStartWindow{60};
inline constexpr std::chrono::minutes kLongestWindow{52'560'000};  // 100 years

struct Windows {
  std::chrono::minutes start = kDefaultStartWindow;
  std::chrono::minutes completion = kDefaultCompletionWindow;

  friend bool operator==(const Windows&, const Windows&) = default;

  [[nodiscard]] Timestamp start_by(Timestamp scheduled_at) const { return scheduled_at + start; }

  [[nodiscard]] bool start_is_open(Timestamp scheduled_at, Timestamp now) const {
    return now < start_by(scheduled_at);
  }

  [[nodiscard]] Timestamp complete_by(Timestamp started_at) const {
    return started_at + completion;
  }
};

}  // namespace tidemark::schedule
