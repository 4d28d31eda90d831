// Time to live: items that go when the instant in one of their attributes has come. An index of
// ours keeps them by that instant (IndexKind::kExpiry); a job looks at its head.
//
//   auto write = set_time_to_live(store, name, {.attribute = "expires", .enabled = true});
//   write.start(done);  …  write.answer()
//
// Threads   set_time_to_live: any. The step: the job runner's. hasten_expiry: the committer's.
// Errors    kCorrupt of damaged rows, and those of the store.
#pragma once

#include "base/clock.h"
#include "storage/job_runner.h"
#include "tables/index_entry.h"
#include "tables/table_changes.h"
#include "tables/write.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tidemark::tables {

// An item is left alone when its instant is longer ago: it was never meant as one.
// Source: developer guide, "Using time to live (TTL) in DynamoDB".
inline constexpr std::chrono::hours kMaxExpiryAge{24 * (5 * 365 + 1)};

struct TimeToLiveChange {
  std::string attribute;
  bool enabled = false;
  std::chrono::microseconds settles_in{0};  // no other change until then
};

struct TimeToLiveSet {};

struct TimeToLiveRefused {
  enum class Why { kEnabled, kDisabled, kOtherAttribute, kTooOften };

  Why why = Why::kEnabled;
  std::string attribute;  // the one that it has
};

using TimeToLiveAnswer = std::variant<NoTable, TimeToLiveSet, TableBusy, TimeToLiveRefused>;

Write<TimeToLiveAnswer> set_time_to_live(storage::Store& store, TableName name,
                                         TimeToLiveChange change);

inline constexpr std::string_view kExpireItemsJob = "expire-items";

std::string expire_items_job_of(const TableDescription& table, storage::Part part);

// Removes items whose instant has come, a few at once, as if each had been deleted under the
// condition that it still has it; then waits for the next.
Result<storage::Step> step_expire_items(storage::Store& store, const storage::JobRow& row,
                                        const Clock& clock);

// Lets the job look as early as these entries of a written item ask for.
void hasten_expiry(const storage::View& view, storage::Changes& changes,
                   const TableDescription& table, const std::vector<IndexEntry>& entries);

}  // namespace tidemark::tables
