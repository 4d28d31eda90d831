// How long a job may wait for its start, and when it must be done; both from the instant for which
// it was scheduled, or on demand from the request.
//
//   const Windows windows{.start = 60min, .completion = 120min};
//   windows.start_by(scheduled_at);       // not started by then: EXPIRED
//   windows.complete_by(scheduled_at);    // not finished by then: ABORTED
//
// Source   AWS Backup developer guide, "Backup plan options and configuration": both windows begin
//          with the scheduled time. The API reference counts the second "after a backup job is
//          successfully started"; that a completion window shorter than the start window is
//          refused (aws-cdk, BackupPlanRule) speaks for the guide.
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

  [[nodiscard]] Timestamp complete_by(Timestamp scheduled_at) const {
    return scheduled_at + completion;
  }
};

}  // namespace tidemark::schedule
