// What lies in a stopped store, where, and what keeps it: sizes, versions, and what trimming would
// drop.
//
//   TM_TRY(const StoppedUse use, use_of(*store, now, true));
//   use.keyspaces.at({orders.value}).history->versions
//
// Threads   Plain function.
#pragma once

#include "storage/stopped_store.h"
#include "storage/store_metrics.h"

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace tidemark::storage {

struct VersionCount {
  std::uint64_t versions = 0;
  std::uint64_t bytes = 0;  // of keys and values, before compression

  void add(std::uint64_t row_bytes) {
    ++versions;
    bytes += row_bytes;
  }
};

// The superseded versions of one keyspace.
struct HistoryUse {
  VersionCount items;
  VersionCount tallies;      // the store's own, one for every group that wrote to the table
  VersionCount freeable;     // of both: what trimming would drop if it ran to its end now
  VersionCount held_by_one;  // of both, below the floor: kept for one pin or branch alone
  VersionCount held_by_more;
  // Of held_by_one, by the instant that the pin or branch names.
  std::map<Timestamp, VersionCount> held_by;
};

struct KeyspaceUse {
  KeyspaceBytes disk;  // of sorted files
  // Unset when history was not walked.
  std::optional<HistoryUse> history;
  Tally tally;          // of a table's newest state
  Timestamp due_floor;  // where its floor would stand if it were raised now
};

struct StoppedUse {
  std::uint32_t format = 0;
  Timestamp last_commit;
  std::vector<FamilyUse> families;
  std::uint64_t log_bytes = 0;                  // of write-ahead logs
  std::map<KeyspaceId, KeyspaceUse> keyspaces;  // of tables and bases
};

// `now` is what the clock says; floors follow it no further than the last commit. With `walk`
// every name of `hist` is read, some 700,000 a second.
// Errors: kCorrupt
Result<StoppedUse> use_of(const StoppedStore& store, Timestamp now, bool walk);

}  // namespace tidemark::storage
