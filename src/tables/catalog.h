// Which tables there are: rows of the store's versioned table kCatalog. These functions read rows
// and compute changes; only the outermost caller transacts.
//
//   store.transact({live_key(name)}, [&](View& view) -> Decision {
//     auto found = find(view, name);
//     …
//     return create(view, table, {});
//   }, done);
//
// Threads   Pure functions of what they are given.
// Format    docs/formats/catalog.md.
// Errors    kCorrupt of a damaged row, and those of the store.
#pragma once

#include "base/result.h"
#include "storage/changes.h"
#include "storage/store.h"
#include "storage/view.h"
#include "tables/table_description.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::tables {

inline constexpr storage::Part kLiveTables = 1;
inline constexpr storage::Part kDroppedTables = 2;
inline constexpr storage::Part kFirstRecoveryPart = 16;  // 16 to 31 belong to recovery

// The catalog row that a table's name stands for; name it among a decision's keys.
storage::KeyRef live_key(const TableName& name);
storage::KeyRef dropped_key(std::string_view account, std::string_view region,
                            std::string_view table_id);

using FoundTable = std::optional<TableDescription>;

// The live table of that name.
Result<FoundTable> find(const storage::View& view, const TableName& name);
Result<FoundTable> find(const storage::Store& store, const TableName& name);
// As it was at `at`. Errors also: kInvalid  `at` lies ahead of the commit clock
Result<FoundTable> find_as_of(const storage::Store& store, const TableName& name, Timestamp at);

// Live tables of an account in a region, by name, after `after` (exclusive; empty: from the first).
Result<std::vector<TableDescription>> list(const storage::Store& store, std::string_view account,
                                           std::string_view region, std::string_view after,
                                           std::size_t limit);

// Writes the row of an existing table anew.
void put(storage::Changes& changes, const TableDescription& table);

// What a new table begins with beside its description.
struct Beginning {
  storage::History history;  // off: continuous backups come later
  storage::Strata beneath;   // of a branch: View::strata_at of its source
  storage::Tally tally;
  std::vector<std::pair<storage::Part, storage::Tally>> part_tallies = {};
};

// A new table. Sets `table.stored_as`; the caller has seen that the name is free.
storage::Changes create(storage::View& view, TableDescription& table, Beginning beginning);

// The end of a table: the store drops it, its live row goes, its stream ends; while its history is
// kept, and not for the stream alone, a row among the dropped tables remembers it. The caller has
// seen that nothing forbids it.
Result<storage::Changes> drop_changes(const storage::View& view, TableDescription table);

struct DroppedTable {
  TableDescription table;  // as it was at the drop
  Timestamp dropped_at;
};

Result<std::optional<DroppedTable>> find_dropped(const storage::View& view,
                                                 std::string_view account, std::string_view region,
                                                 std::string_view table_id);
Result<std::optional<DroppedTable>> find_dropped(const storage::Store& store,
                                                 const TableDescription& table);
// All of an account in a region, also those whose history has since been trimmed.
Result<std::vector<DroppedTable>> list_dropped(const storage::Store& store,
                                               std::string_view account, std::string_view region);

// The row of a table, as bytes.
std::string encode(const TableDescription& table);
// Errors: kCorrupt
Result<TableDescription> decode_table(std::string_view bytes);

}  // namespace tidemark::tables
