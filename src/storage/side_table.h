// A store table that the engine keeps for itself: rows that are not the catalog's, found again by
// what they are for. Made the first time it is asked for; its history is not kept. The catalog
// names it, so that nothing takes it for an orphan. Format: docs/formats/catalog.md, part 4.
//
//   TM_TRY(const TableId rows, side_table(store, "backup"));
//   store.read({rows, kJobs, codec::ordered(id)});
//
// Threads   Any; waits for the disk when it makes the table, so not on a connection's thread.
#pragma once

#include "base/result.h"
#include "storage/store.h"

#include <string_view>

namespace tidemark::storage {

inline constexpr Part kSideTables = 4;  // of the catalog

// The catalog row of the side table for `purpose`; `account` and `region` stay empty for one that
// serves the whole store.
KeyRef side_table_key(std::string_view account, std::string_view region, std::string_view purpose);

// Errors: those of Store::read and Store::transact
Result<TableId> side_table(Store& store, std::string_view purpose);

}  // namespace tidemark::storage
