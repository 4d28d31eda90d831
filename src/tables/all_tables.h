// Every table of a store, whoever owns it: for those who run the engine, not for its customers.
//
// Threads   Any.
// Errors    kCorrupt of a damaged row, and those of the store.
#pragma once

#include "base/result.h"
#include "storage/store.h"
#include "tables/table_description.h"

#include <vector>

namespace tidemark::tables {

// By account, region and name.
Result<std::vector<TableDescription>> all_tables(const storage::Store& store);

}  // namespace tidemark::tables
