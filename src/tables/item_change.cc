#include "tables/item_change.h"

#include "tables/time_to_live.h"
#include "values/digest.h"
#include "values/item_bytes.h"
#include "values/item_size.h"

#include <algorithm>

namespace tidemark::tables {
namespace {

using storage::Changes;
using storage::KeyRef;
using values::Item;

// What an item adds to its table's tally.
storage::Tally tally_of(const Item& item) {
  return {.items = 1,
          .bytes = static_cast<std::int64_t>(values::bytes_of(item)),
          .digest = values::digest_of(item)};
}

std::size_t units_of(std::size_t bytes) {
  return std::max<std::size_t>(1, (bytes + 1023) / 1024);
}

const IndexEntry* of_part(const std::vector<IndexEntry>& entries, storage::Part part) {
  const auto found = std::ranges::find(entries, part, &IndexEntry::part);
  return found == entries.end() ? nullptr : &*found;
}

// What an index's entries come to beside the items.
void tally_entry(Changes& changes, storage::TableId table, const IndexEntry* before,
                 const IndexEntry* after) {
  const IndexEntry& either = before != nullptr ? *before : *after;
  storage::Tally delta;
  if (before != nullptr) delta += -tally_of(*before);
  if (after != nullptr) delta += tally_of(*after);
  if (!(delta == storage::Tally{})) changes.tally(table, either.part, delta);
}

// Writes one index's share; how many units that took.
std::size_t change_entry(Changes& changes, storage::TableId table, const IndexEntry* before,
                         const IndexEntry* after) {
  if (before == nullptr && after == nullptr) return 0;
  const bool same_key = before != nullptr && after != nullptr && before->key == after->key;
  if (same_key && before->value == after->value) return 0;
  tally_entry(changes, table, before, after);
  if (same_key) {
    changes.put({table, after->part, after->key}, after->value);
    return units_of(std::max(before->bytes, after->bytes));
  }
  std::size_t units = 0;
  if (before != nullptr) {
    changes.remove({table, before->part, before->key});
    units += units_of(before->bytes);
  }
  if (after != nullptr) {
    changes.put({table, after->part, after->key}, after->value);
    units += units_of(after->bytes);
  }
  return units;
}

// The entries that there are of an item.
std::vector<IndexEntry> entries_before(const TableDescription& table, const KeyRef& where,
                                       const CurrentItem& before) {
  if (!before.item) return {};
  std::vector<IndexEntry> entries =
      entries_of(table, *before.item, where.key,
                 EncodedItem{before.version->value, values::bytes_of(*before.item)});
  std::erase_if(entries, [&](const IndexEntry& entry) {
    return std::ranges::find(before.not_yet_in, entry.part) != before.not_yet_in.end();
  });
  return entries;
}

std::vector<IndexUnits> change_entries(Changes& changes, const TableDescription& table,
                                       const KeyRef& where, const CurrentItem& before,
                                       const PreparedItem* after) {
  std::vector<IndexUnits> written;
  if (table.indexes.empty()) return written;
  static const std::vector<IndexEntry> kNone;
  const std::vector<IndexEntry> old = entries_before(table, where, before);
  const std::vector<IndexEntry>& now = after != nullptr ? after->entries : kNone;
  for (const Index& index : table.indexes) {
    const std::size_t units =
        change_entry(changes, where.table, of_part(old, index.part), of_part(now, index.part));
    if (units > 0 && index.kind != IndexKind::kExpiry) {
      written.push_back({index.name, index.kind, units});
    }
  }
  return written;
}

Result<std::vector<storage::Part>> not_yet_in(const storage::View& view,
                                              const TableDescription& table, const KeyRef& where,
                                              const Item& item) {
  std::vector<storage::Part> parts;
  for (const Index& index : table.indexes) {
    if (!index.is_being_made()) continue;
    const auto entry = entry_of(table, index, item, where.key);
    if (!entry) continue;
    TM_TRY(const auto row, view.get({where.table, entry->part, entry->key}));
    if (!row) parts.push_back(entry->part);
  }
  return parts;
}

}  // namespace

PreparedItem::PreparedItem(const TableDescription& table, std::string_view key, const Item& item)
    : bytes(values::to_bytes(item)),
      tally(tally_of(item)),
      entries(entries_of(table, item, key,
                         EncodedItem{bytes, static_cast<std::size_t>(tally.bytes)})) {}

Result<CurrentItem> current_item(const storage::View& view, const TableDescription& table,
                                 const KeyRef& where) {
  CurrentItem current;
  TM_TRY(current.version, view.get(where));
  if (current.version) {
    TM_TRY(current.item, values::item_from_bytes(current.version->value));
    TM_TRY(current.not_yet_in, not_yet_in(view, table, where, *current.item));
  }
  return current;
}

ChangedItem change_item(const storage::View& view, Changes& changes, const TableDescription& table,
                        const KeyRef& where, const CurrentItem& before, const PreparedItem* after,
                        ChangedBy by) {
  ChangedItem changed;
  storage::Tally delta;
  if (before.item) {
    const storage::Tally old = tally_of(*before.item);
    changed.before_bytes = static_cast<std::size_t>(old.bytes);
    delta += -old;
  }
  if (after != nullptr) {
    changed.after_bytes = static_cast<std::size_t>(after->tally.bytes);
    delta += after->tally;
  }
  if (!before.item && after == nullptr) return changed;
  if (before.item && after != nullptr && before.version->value == after->bytes) return changed;
  if (after != nullptr) {
    changes.put(where, after->bytes);
  } else {
    changes.remove(where);
  }
  changes.tally(where.table, delta);
  changed.indexes = change_entries(changes, table, where, before, after);
  if (after != nullptr) hasten_expiry(view, changes, table, after->entries);
  record_change(view, changes, table, where, before.version, after != nullptr, by);
  return changed;
}

}  // namespace tidemark::tables
