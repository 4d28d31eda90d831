// What UpdateTable does to a table's global secondary indexes: makes one, deletes one, changes
// throughput. Made and deleted in two commits each: the first changes the description and leaves a
// job (index_jobs.h), whose last step is the second.
//
// Threads   Pure functions.
// Source    AWS as observed in October 2026 (tests/conformance/indexes_update.test.mjs).
#pragma once

#include "storage/changes.h"
#include "tables/capacity_settings.h"
#include "tables/table_description.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tidemark::tables {

inline constexpr std::size_t kMaxGlobalIndexes = 20;
inline constexpr std::size_t kMaxLocalIndexes = 5;
// Named by projections of a table's indexes, counted once for each index.
inline constexpr std::size_t kMaxProjectedAttributes = 100;

struct CreateIndex {
  Index index;  // its part and state are chosen here
  bool has_throughput = false;
};

// Unset members stay as they are; a maximum of 0 is taken away.
struct ChangeIndex {
  std::string name;
  std::optional<Throughput> provisioned;
  std::optional<std::uint64_t> max_read_units;
  std::optional<std::uint64_t> max_write_units;
  std::optional<Throughput> warm;  // members that are 0 stay as they are
};

struct DeleteIndex {
  std::string name;
};

using IndexAction = std::variant<CreateIndex, ChangeIndex, DeleteIndex>;

const std::string& name_of(const IndexAction& action);

// Why an update cannot be.
struct IndexRefusal {
  enum class Why {
    kExists,
    kMissing,
    kDeletesLocal,
    kUpdatesLocal,
    kOneAtATime,
    kTooMany,
    kTooManyProjected,
    kStillAllocating,       // it cannot be deleted yet
    kBeingMade,             // it cannot be changed yet
    kBeingDeleted,          // nor any more
    kThroughputMissing,     // of an index to be made on a provisioned table
    kThroughputNotAllowed,  // of one to be made on a table paid per request
    kOnlyOnDemand,          // that cannot be changed of a table paid per request
    kMaximaNotAllowed,      // of a provisioned table
    kSameThroughput,
    kTooManyDecreases,
    kNeedsThroughput,  // the table becomes provisioned
    kReadNotWarmer,
    kWriteNotWarmer,
    kUnitsWhileMade,  // what the table is asked for, while an index is made
    kUnitsWhileDeleted,
    kMaximaWhileMade,
    kMaximaWhileDeleted,
    kBlocked,   // more throughput than there is
    kRedefined  // a key attribute has another type in the table, or in another of its indexes
  };

  Why why = Why::kMissing;
  std::string index;
  Throughput current = {};     // kSameThroughput
  NextDecrease decrease = {};  // kTooManyDecreases
  IndexKeys existing = {};     // kRedefined: the key that has the attribute
  IndexKeys wanted = {};
};

// What else the update asks of the table, as far as it concerns indexes.
struct BesideIndexes {
  std::optional<BillingMode> billing;
  bool units = false;  // provisioned throughput, or another billing mode
  bool maxima = false;
};

std::optional<IndexRefusal> index_objection(const TableDescription& table,
                                            const std::vector<IndexAction>& actions,
                                            const BesideIndexes& beside, Timestamp now);

// Puts the actions into the description, and the jobs that bring them to their end. `takes`: how
// long AWS's phases last, nothing when there are none.
void apply_index_actions(TableDescription& table, const std::vector<IndexAction>& actions,
                         Timestamp now, std::chrono::microseconds takes, storage::Changes& changes);

// Gives every index a new part that is filled from the items, and its old one up: what to do when
// rows may have been lost.
void make_indexes_anew(TableDescription& table, storage::Changes& changes);

// What a new billing mode does to the indexes: throughput or maxima of the old one go.
void set_billing_of_indexes(TableDescription& table, BillingMode billing, Timestamp now);

// Whether an index is being made or deleted, so that the table cannot be dropped.
bool has_unfinished_index(const TableDescription& table);

// How many attributes the projections name.
std::size_t projected_attributes(const TableDescription& table);

// Warms the index; members that are 0 stay as they are.
void set_warm(Index& index, const Throughput& wanted, BillingMode billing);

// What an index can take at once, of a table of that billing mode.
Throughput warm_of(const Index& index, BillingMode billing);

}  // namespace tidemark::tables
