// History outlives deletion: which deleted tables can still be restored, and their early end.
//
// Threads   Any; purge waits for the disk, so never on a connection's thread.
// Errors    those of the store.
#pragma once

#include "recovery/window.h"
#include "storage/store.h"
#include "tables/catalog.h"

#include <string>
#include <variant>
#include <vector>

namespace tidemark::recovery {

struct DeletedTable {
  tables::DroppedTable dropped;
  Window window;
};

// Those of which some instant can still be restored, by deletion.
Result<std::vector<DeletedTable>> list_deleted(const storage::Store& store,
                                               const std::string& account,
                                               const std::string& region, Timestamp now);

struct Purged {};

struct NoDeletedTable {};

struct PurgeForbidden {
  std::vector<std::string> by;  // ARNs of backups, and of tables whose restore is under way
};

using PurgeAnswer = std::variant<NoDeletedTable, Purged, PurgeForbidden>;

// Ends a deleted table's history at once, and its system backup with it.
Result<PurgeAnswer> purge(storage::Store& store, const std::string& account,
                          const std::string& region, const std::string& table_id, Timestamp now);

}  // namespace tidemark::recovery
