// What of a table can be restored.
//
// Source of the rules: DynamoDB API reference, DescribeContinuousBackups, with Tidemark's own
// latest instant (now, not five minutes ago): docs/compatibility.md.
#pragma once

#include "base/timestamp.h"
#include "storage/store.h"
#include "tables/table_description.h"

#include <optional>

namespace tidemark::recovery {

// The period of a table that asks for none, and the bounds of what DynamoDB's own member takes.
inline constexpr std::chrono::days kDefaultPeriod{35};
inline constexpr std::int64_t kMinPeriodDays = 1;
inline constexpr std::int64_t kMaxPeriodDays = 35;
// The longest that x-tidemark-recovery-period-days takes: a hundred years.
inline constexpr std::int64_t kMaxLongPeriodDays = 36'500;

struct Window {
  Timestamp earliest;  // to the microsecond
  Timestamp latest;    // inclusive

  // As DescribeContinuousBackups shows it: whole seconds. History begins with the state just before
  // the commit that enabled it, one microsecond earlier than that commit.
  [[nodiscard]] Timestamp shown_earliest() const {
    return (earliest + std::chrono::microseconds(1)).floor_to_second();
  }

  [[nodiscard]] Timestamp shown_latest() const { return latest.floor_to_second(); }

  // The instant that a request for `at` means: `at` itself; the earliest one for an instant inside
  // the second that shown_earliest() names; nullopt outside the window.
  [[nodiscard]] std::optional<Timestamp> resolve(Timestamp at) const;
};

// What a window is counted from. They are one while the clock is right; after it was set back the
// first stays with the last commit, after it jumped forward the second stays where it was.
struct WindowClock {
  Timestamp latest;
  Timestamp counted_from;
};

WindowClock window_clock(const storage::Store& store, Timestamp now);

// Whether continuous backups are on: history is kept, and not for a stream's images alone.
bool is_backed_up(const tables::TableDescription& table, const storage::TableState& state);

// With `lag` the latest instant stands that far behind now, as AWS's does (but not before the
// earliest). Nullopt: continuous backups are off, nothing can be restored.
std::optional<Window> window_of(const tables::TableDescription& table,
                                const storage::TableState& state, const WindowClock& clock,
                                std::chrono::microseconds lag);

}  // namespace tidemark::recovery
