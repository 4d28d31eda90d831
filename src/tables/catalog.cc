#include "tables/catalog.h"

#include "base/check.h"
#include "codec/ordered_bytes.h"
#include "codec/varint.h"
#include "tables/streams.h"
#include "tables/time_to_live.h"

#include <algorithm>

namespace tidemark::tables {
namespace {

std::string prefix_of(std::string_view account, std::string_view region) {
  std::string prefix;
  codec::append_ordered(prefix, account);
  codec::append_ordered(prefix, region);
  return prefix;
}

// The first key behind all that begin with `prefix`, whose last byte is a terminator's 00.
std::string end_of(std::string prefix) {
  prefix.back() = '\1';
  return prefix;
}

Result<FoundTable> decoded(const std::optional<storage::Version>& version) {
  if (!version) return FoundTable{};
  TM_TRY(TableDescription table, decode_table(version->value));
  return FoundTable{std::move(table)};
}

Result<DroppedTable> decode_dropped(std::string_view bytes) {
  DroppedTable dropped;
  TM_TRY(const auto micros, codec::take_big_endian<std::uint64_t>(bytes));
  dropped.dropped_at = {static_cast<std::int64_t>(micros)};
  TM_TRY(dropped.table, decode_table(bytes));
  return dropped;
}

}  // namespace

TableStatus status_at(const TableDescription& table, Timestamp now) {
  if (now < table.active_at) return TableStatus::kCreating;
  const bool allocates = std::ranges::any_of(table.indexes, [](const Index& index) {
    if (index.kind == IndexKind::kExpiry) return false;  // ours: nobody waits for it
    return index.state == IndexState::kAllocating || index.state == IndexState::kDeleting;
  });
  return allocates || now < table.updated_at ? TableStatus::kUpdating : TableStatus::kActive;
}

bool can_be_used(const TableDescription& table, Timestamp now) {
  return status_at(table, now) != TableStatus::kCreating;
}

const Index* find_index(const TableDescription& table, std::string_view name) {
  for (const Index& index : table.indexes) {
    if (index.kind != IndexKind::kExpiry && index.name == name) return &index;
  }
  return nullptr;
}

std::string arn_of(const TableName& name) {
  return fmt::format("arn:aws:dynamodb:{}:{}:table/{}", name.region, name.account, name.name);
}

storage::KeyRef live_key(const TableName& name) {
  std::string key = prefix_of(name.account, name.region);
  codec::append_ordered(key, name.name);
  return {storage::kCatalog, kLiveTables, std::move(key)};
}

storage::KeyRef dropped_key(std::string_view account, std::string_view region,
                            std::string_view table_id) {
  std::string key = prefix_of(account, region);
  codec::append_ordered(key, table_id);
  return {storage::kCatalog, kDroppedTables, std::move(key)};
}

Result<FoundTable> find(const storage::View& view, const TableName& name) {
  TM_TRY(const auto version, view.get(live_key(name)));
  return decoded(version);
}

Result<FoundTable> find(const storage::Store& store, const TableName& name) {
  TM_TRY(const auto version, store.read(live_key(name)));
  return decoded(version);
}

Result<FoundTable> find_as_of(const storage::Store& store, const TableName& name, Timestamp at) {
  TM_TRY(const auto version, store.read_as_of(live_key(name), at));
  return decoded(version);
}

Result<std::vector<TableDescription>> list(const storage::Store& store, std::string_view account,
                                           std::string_view region, std::string_view after,
                                           std::size_t limit) {
  const std::string prefix = prefix_of(account, region);
  std::string from = prefix;
  if (!after.empty()) {
    codec::append_ordered(from, after);
    from = end_of(std::move(from));
  }
  TM_TRY(auto rows, store.scan({storage::kCatalog, kLiveTables, from, end_of(prefix)},
                               storage::Direction::kForward));
  std::vector<TableDescription> tables;
  for (; rows.valid() && tables.size() < limit; rows.next()) {
    TM_TRY(TableDescription table, decode_table(rows.value()));
    tables.push_back(std::move(table));
  }
  TM_TRY_STATUS(rows.status());
  return tables;
}

void put(storage::Changes& changes, const TableDescription& table) {
  changes.put(live_key(table.name), encode(table));
}

storage::Changes create(storage::View& view, TableDescription& table, Beginning beginning) {
  table.stored_as = view.new_table_id();
  storage::Changes changes;
  changes.new_tables.push_back({.id = table.stored_as,
                                .history = beginning.history,
                                .beneath = std::move(beginning.beneath),
                                .tally = beginning.tally,
                                .part_tallies = std::move(beginning.part_tallies)});
  put(changes, table);
  return changes;
}

Result<storage::Changes> drop_changes(const storage::View& view, TableDescription table) {
  storage::Changes changes;
  changes.makes_room = true;
  // A stream's images are read as of its records' instants, so none may be that of the drop.
  changes.first_in_group = table.stream.has_value();
  TM_TRY_STATUS(stop_stream(view, table, changes));
  changes.drops.push_back(table.stored_as);
  changes.remove(live_key(table.name));
  for (const Index& index : table.indexes) {
    if (index.kind != IndexKind::kExpiry) continue;
    changes.finished_jobs.push_back(expire_items_job_of(table, index.part));
  }
  const auto state = view.table(table.stored_as);
  if (state && state->history.kept && !table.history_for_stream_only) {
    std::string row;
    codec::append_big_endian(row, static_cast<std::uint64_t>(view.now().micros));
    row += encode(table);
    changes.put(dropped_key(table.name.account, table.name.region, table.table_id), std::move(row));
  }
  return changes;
}

Result<std::optional<DroppedTable>> find_dropped(const storage::Store& store,
                                                 const TableDescription& table) {
  TM_TRY(const auto version,
         store.read(dropped_key(table.name.account, table.name.region, table.table_id)));
  if (!version) return std::optional<DroppedTable>{};
  TM_TRY(DroppedTable dropped, decode_dropped(version->value));
  return std::optional<DroppedTable>{std::move(dropped)};
}

Result<std::optional<DroppedTable>> find_dropped(const storage::View& view,
                                                 std::string_view account, std::string_view region,
                                                 std::string_view table_id) {
  TM_TRY(const auto version, view.get(dropped_key(account, region, table_id)));
  if (!version) return std::optional<DroppedTable>{};
  TM_TRY(DroppedTable dropped, decode_dropped(version->value));
  return std::optional<DroppedTable>{std::move(dropped)};
}

Result<std::vector<DroppedTable>> list_dropped(const storage::Store& store,
                                               std::string_view account, std::string_view region) {
  const std::string prefix = prefix_of(account, region);
  TM_TRY(auto rows, store.scan({storage::kCatalog, kDroppedTables, prefix, end_of(prefix)},
                               storage::Direction::kForward));
  std::vector<DroppedTable> tables;
  for (; rows.valid(); rows.next()) {
    TM_TRY(DroppedTable dropped, decode_dropped(rows.value()));
    tables.push_back(std::move(dropped));
  }
  TM_TRY_STATUS(rows.status());
  return tables;
}

}  // namespace tidemark::tables
