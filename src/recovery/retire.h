// The end of a table. With continuous backups on it leaves a system backup, kept for 35 days, and
// its history, which goes on being restorable until its floor passes the drop.
//
// Threads   Any; waits for the disk, so never on a connection's thread.
// Errors    those of the store.
#pragma once

#include "recovery/backups.h"

#include <variant>

namespace tidemark::recovery {

// Source: developer guide, "Deleting a table with point-in-time recovery enabled".
inline constexpr std::chrono::days kSystemBackupLife{35};

struct Retired {
  tables::TableDescription table;
  storage::Tally tally;
};

struct DeletionProtected {};

struct IndexesUnfinished {};  // an index is being made or deleted

struct StillCreating {};

using RetireAnswer =
    std::variant<TableMissing, Retired, DeletionProtected, IndexesUnfinished, StillCreating>;

Result<RetireAnswer> retire(storage::Store& store, const tables::TableName& name, Timestamp now);

}  // namespace tidemark::recovery
