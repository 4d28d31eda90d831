// Which indexes of the source a restored table has. A restore carries those that were written at
// the restored instant: active ones as they are, others as being made. Parts that are not carried
// are emptied by a job, so that nothing of them lives on unseen.
//
// Threads   Pure functions.
#pragma once

#include "storage/changes.h"
#include "tables/index_update.h"
#include "tables/table_description.h"

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace tidemark::recovery {

// An index that the target shall have: one of the source's by key and projection, under a name that
// may be another.
struct WantedIndex {
  std::string name;
  std::vector<std::string> hash;
  std::vector<std::string> range;
  tables::ProjectionType projection = tables::ProjectionType::kAll;
  std::vector<std::string> included = {};  // sorted
  std::optional<tables::Throughput> provisioned = {};
  std::optional<tables::Throughput> on_demand_maxima = {};
  std::optional<tables::Throughput> warm = {};  // members that are 0 stay as they are
};

// Unset: all of the source's; otherwise exactly these.
struct IndexOverrides {
  std::optional<std::vector<WantedIndex>> global = {};
  std::optional<std::vector<WantedIndex>> local = {};
};

struct NoSuchIndex {  // the source has none of that key and projection
  std::string index;
};

struct IndexThroughputMissing {  // the target is provisioned
  std::string index;
};

struct IndexThroughputNotAllowed {  // the target is paid per request
  std::string index;
};

struct IndexMaximaNotAllowed {  // the target is provisioned
  std::string index;
};

using IndexRestoreProblem = std::variant<NoSuchIndex, IndexThroughputMissing,
                                         IndexThroughputNotAllowed, IndexMaximaNotAllowed>;

// `target` has the source's indexes and its own billing mode; afterwards it has its own indexes.
std::optional<IndexRestoreProblem> choose_indexes(tables::TableDescription& target,
                                                  const IndexOverrides& overrides);

using PartTallies = std::vector<std::pair<storage::Part, storage::Tally>>;

// The jobs that the target's indexes and the parts without an index need.
void add_index_jobs(const tables::TableDescription& target, const PartTallies& tallies,
                    storage::Changes& changes);

}  // namespace tidemark::recovery
