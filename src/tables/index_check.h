// Every index of a stopped store against the items: a row for each item that belongs there, showing
// what it must, and no other row. Of the newest state of live tables.
//
// Memory    One row at a time.
// Threads   Plain functions.
// Errors    none of their own: what is wrong is a finding.
#pragma once

#include "tables/catalog_check.h"

#include <cstdint>

namespace tidemark::tables {

// Returns how many rows were compared. An index that is being made may lack rows; one that is being
// deleted is left out.
std::uint64_t check_indexes(const storage::StoppedStore& store, const CatalogRows& catalog,
                            storage::Findings& findings);

}  // namespace tidemark::tables
