// What replacing one item by another writes: the item's row, its index entries, the stream's record
// and its share of the table's tally, all in one commit. Nothing is written for an item that stays
// as it is.
//
//   const PreparedItem after(table, key, item);                // before the committer's thread
//   TM_TRY(const CurrentItem before, current_item(view, table, where));
//   const ChangedItem changed = change_item(view, changes, table, where, before, &after);
//
// Threads   Pure.
#pragma once

#include "storage/changes.h"
#include "storage/view.h"
#include "tables/index_entry.h"
#include "tables/stream_record.h"
#include "tables/table_description.h"
#include "values/attribute_value.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::tables {

// An item to be written, encoded and digested.
struct PreparedItem {
  PreparedItem(const TableDescription& table, std::string_view key, const values::Item& item);

  std::string bytes;
  storage::Tally tally;
  std::vector<IndexEntry> entries;
};

// The newest item of a key, if there is one.
struct CurrentItem {
  std::optional<storage::Version> version;
  std::optional<values::Item> item;
  // Parts of indexes that are being built and do not have the item's entry yet.
  std::vector<storage::Part> not_yet_in = {};
};

// `table` as it is in the view.
// Errors: kCorrupt, and those of View::get
Result<CurrentItem> current_item(const storage::View& view, const TableDescription& table,
                                 const storage::KeyRef& where);

// What an index had to do, in write units. Source: developer guide, "Write capacity unit
// consumption for secondary indexes".
struct IndexUnits {
  std::string index;
  IndexKind kind = IndexKind::kGlobal;
  std::size_t units = 0;
};

struct ChangedItem {
  std::size_t before_bytes = 0;  // as AWS counts them; 0 without an item
  std::size_t after_bytes = 0;
  std::vector<IndexUnits> indexes;  // those that were written to
};

// `after` null: the item goes. `where` is the item's row, `table` its table as it is now.
ChangedItem change_item(const storage::View& view, storage::Changes& changes,
                        const TableDescription& table, const storage::KeyRef& where,
                        const CurrentItem& before, const PreparedItem* after,
                        ChangedBy by = ChangedBy::kCustomer);

}  // namespace tidemark::tables
