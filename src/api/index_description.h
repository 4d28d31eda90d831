// How the indexes of a table read in answers.
#pragma once

#include "codec/json.h"
#include "tables/catalog.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::api {

// Rows and bytes of each index, by part.
using IndexTallies = std::map<storage::Part, storage::Tally>;

// Errors: those of Store::tally
Result<IndexTallies> index_tallies(const storage::Store& store,
                                   const tables::TableDescription& table);

struct IndexesDescribed {
  bool table_is_creating = false;
  bool fresh = false;                      // just made: without warm throughput
  IndexTallies tallies = {};               // zeros for those that are missing
  std::vector<std::string> updating = {};  // names of those whose throughput changes
  Timestamp now = {};                      // whose day's decreases are counted
};

// The members LocalSecondaryIndexes and GlobalSecondaryIndexes, each only when there are some.
void write_indexes(codec::JsonWriter& out, const tables::TableDescription& table,
                   const IndexesDescribed& described);

// The same two as a backup tells them.
void write_recorded_indexes(codec::JsonWriter& out, const tables::TableDescription& table);

// The member AttributeDefinitions: of the keys of the table and its indexes, by name.
void write_definitions(codec::JsonWriter& out, const tables::TableDescription& table);

}  // namespace tidemark::api
