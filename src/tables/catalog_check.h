// The catalog of a stopped store against the store's tables, and items against what they say they
// are: which storage cannot judge, since it knows no items.
//
// Threads   Plain functions.
// Errors    none of their own: what is wrong is a finding.
// Format    docs/formats/catalog.md.
#pragma once

#include "storage/family_walk.h"
#include "tables/stream_description.h"
#include "tables/table_description.h"

#include <map>
#include <vector>

namespace tidemark::tables {

// The catalog as it was read.
struct CatalogRows {
  struct Dropped {
    TableDescription table;
    Timestamp dropped_at;
    std::string key;  // of its row
  };

  std::vector<TableDescription> live;
  std::vector<Dropped> dropped;
  std::vector<StreamDescription> streams;
};

// Streams are checked record by record.
CatalogRows check_catalog(const storage::StoppedStore& store, storage::Findings& findings);

// What an item of a table of these keys adds to its tally.
storage::TallyOf tally_of_items(const KeySchema& keys);

// What an entry of any index adds to its part's tally.
Result<storage::Tally> tally_of_entry(std::string_view key, std::string_view value);

// Every table's tallies, of the items and of every part that an index ever had, against a recount.
// Returns the number of instants compared.
std::uint64_t check_tallies(const storage::StoppedStore& store, const CatalogRows& catalog,
                            storage::Findings& findings);

}  // namespace tidemark::tables
