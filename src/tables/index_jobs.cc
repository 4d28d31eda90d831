#include "tables/index_jobs.h"

#include "codec/varint.h"
#include "storage/faults.h"
#include "tables/catalog.h"
#include "tables/index_entry.h"
#include "values/item_bytes.h"
#include "values/item_size.h"

#include <algorithm>
#include <future>

namespace tidemark::tables {
namespace {

using storage::Changes;
using storage::Decision;
using storage::KeyRef;
using storage::Store;
using storage::View;

constexpr char kFormat = 1;
// What one step looks at. Items are read again by the decision, which must be short.
constexpr std::size_t kItemsAStep = 128;
constexpr std::size_t kEntriesAStep = 512;
constexpr std::size_t kBytesAStep = 2u << 20;

std::string job_id(std::string_view kind, std::string_view table_id, storage::Part part) {
  return fmt::format("{}:{}:{}", kind, table_id, part);
}

storage::JobRow job(std::string_view kind, const TableDescription& table, storage::Part part,
                    Timestamp due) {
  storage::JobRow row;
  row.id = job_id(kind, table.table_id, part);
  row.kind = kind;
  row.due_at = due;
  row.state = encode(IndexProgress{table.name, table.table_id, table.stored_as, part, {}, 0});
  return row;
}

// The first key behind `key`, or the first of all.
std::string after(const std::string& key) {
  return key.empty() ? key : key + '\0';
}

// The table of the job, if it is still there.
Result<FoundTable> table_of(const Store& store, const IndexProgress& progress) {
  TM_TRY(FoundTable found, find(store, progress.name));
  if (found && found->table_id != progress.table_id) found.reset();
  return found;
}

Result<FoundTable> table_of(const View& view, const IndexProgress& progress) {
  TM_TRY(FoundTable found, find(view, progress.name));
  if (found && found->table_id != progress.table_id) found.reset();
  return found;
}

Index* index_of(TableDescription& table, storage::Part part) {
  const auto found = std::ranges::find(table.indexes, part, &Index::part);
  return found == table.indexes.end() ? nullptr : &*found;
}

bool is_being_made(const Index* index) {
  return index != nullptr && index->is_being_made();
}

// Some rows of a part, and whether they were the last.
struct Rows {
  std::vector<std::pair<std::string, std::string>> rows;
  bool last = false;
};

Result<Rows> next_rows(const Store& store, storage::TableId table, storage::Part part,
                       const std::string& done_up_to, std::size_t most) {
  TM_TRY(auto scan, store.scan({table, part, after(done_up_to), {}}, storage::Direction::kForward));
  Rows rows;
  std::size_t bytes = 0;
  for (; scan.valid() && rows.rows.size() < most && bytes < kBytesAStep; scan.next()) {
    bytes += scan.key().size() + scan.value().size();
    rows.rows.emplace_back(scan.key(), scan.value());
  }
  TM_TRY_STATUS(scan.status());
  rows.last = !scan.valid();
  return rows;
}

// The rows that decide about the entries of these items, as far as they can be foreseen.
Result<std::vector<KeyRef>> keys_of(const TableDescription& table, const Index& index,
                                    const Rows& items) {
  std::vector<KeyRef> keys{live_key(table.name)};
  for (const auto& [key, bytes] : items.rows) {
    TM_TRY(const values::Item item, values::item_from_bytes(bytes));
    const auto entry = entry_of(table, index, item, key);
    if (!entry) continue;
    keys.push_back({table.stored_as, storage::kItems, key});
    keys.push_back({table.stored_as, entry->part, entry->key});
  }
  return keys;
}

// Puts the entry that the item has now, unless it is there.
Status put_if_missing(const View& view, const TableDescription& table, const Index& index,
                      const std::string& key, Changes& changes) {
  TM_TRY(const auto version, view.get({table.stored_as, storage::kItems, key}));
  if (!version) return Ok{};
  TM_TRY(const values::Item item, values::item_from_bytes(version->value));
  const auto entry = entry_of(table, index, item, key);
  if (!entry) return Ok{};
  const KeyRef where{table.stored_as, entry->part, entry->key};
  TM_TRY(const auto there, view.get(where));
  if (there) return Ok{};
  changes.put(where, entry->value);
  changes.tally(where.table, where.part, tally_of(*entry));
  return Ok{};
}

Result<Changes> missing_entries(const View& view, const IndexProgress& progress,
                                const Rows& items) {
  Changes changes;
  TM_TRY(FoundTable table, table_of(view, progress));
  if (!table) return changes;
  const Index* index = index_of(*table, progress.part);
  if (!is_being_made(index)) return changes;
  for (const auto& [key, bytes] : items.rows) {
    TM_TRY_STATUS(put_if_missing(view, *table, *index, key, changes));
  }
  return changes;
}

// One commit of entries; how many.
Result<std::size_t> commit_entries(Store& store, const TableDescription& table, const Index& index,
                                   const IndexProgress& progress, const Rows& items) {
  TM_TRY(const std::vector<KeyRef> keys, keys_of(table, index, items));
  std::size_t written = 0;
  std::optional<Error> error;
  const storage::Outcome outcome = store.transact_and_wait(keys, [&](View& view) -> Decision {
    error.reset();
    auto changes = missing_entries(view, progress, items);
    if (!changes) error = changes.error();
    if (!changes || changes.value().empty()) return storage::Refused{};
    written = changes.value().writes.size();
    return std::move(changes).value();
  });
  if (error) return *error;
  if (const auto* failed = std::get_if<Error>(&outcome)) return *failed;
  return std::holds_alternative<storage::Committed>(outcome) ? written : 0;
}

Decision set_state(const View& view, const IndexProgress& progress, IndexState state) {
  Changes changes;
  changes.makes_room = true;
  auto table = table_of(view, progress);
  if (!table) return storage::Refused{};
  if (!table.value()) return changes;
  Index* index = index_of(*table.value(), progress.part);
  if (!is_being_made(index)) return changes;
  index->state = state;
  put(changes, *table.value());
  return changes;
}

Status remove_rows(const Rows& entries, const IndexProgress& progress, Changes& changes) {
  storage::Tally removed;
  for (const auto& [key, bytes] : entries.rows) {
    TM_TRY(const values::Item shown, values::item_from_bytes(bytes));
    removed += storage::Tally{
        .items = 1, .bytes = static_cast<std::int64_t>(values::bytes_of(shown)), .digest = 0};
    changes.remove({progress.stored_as, progress.part, key});
  }
  if (!entries.rows.empty()) changes.tally(progress.stored_as, progress.part, -removed);
  return Ok{};
}

// The index goes when its rows are gone. A part that is in use again, which never happens, stays.
Decision remove_from_table(const View& view, const IndexProgress& progress, Changes changes,
                           bool last) {
  auto table = table_of(view, progress);
  if (!table || !table.value()) return storage::Refused{};
  const Index* index = index_of(*table.value(), progress.part);
  if (index != nullptr && index->is_written()) return storage::Refused{};
  if (last && index != nullptr) {
    std::erase_if(table.value()->indexes,
                  [&](const Index& one) { return one.part == progress.part; });
    put(changes, *table.value());
  }
  return changes;
}

}  // namespace

std::string fill_job_of(const TableDescription& table, storage::Part part) {
  return job_id(kFillJob, table.table_id, part);
}

storage::JobRow fill_job(const TableDescription& table, storage::Part part, Timestamp due) {
  return job(kFillJob, table, part, due);
}

storage::JobRow drop_job(const TableDescription& table, storage::Part part, Timestamp due) {
  return job(kDropJob, table, part, due);
}

std::string encode(const IndexProgress& progress) {
  std::string bytes(1, kFormat);
  codec::append_sized(bytes, progress.name.account);
  codec::append_sized(bytes, progress.name.region);
  codec::append_sized(bytes, progress.name.name);
  codec::append_sized(bytes, progress.table_id);
  codec::append_varint(bytes, progress.stored_as.value);
  codec::append_varint(bytes, progress.part);
  codec::append_sized(bytes, progress.done_up_to);
  codec::append_varint(bytes, progress.rows);
  return bytes;
}

Result<IndexProgress> decode_index_progress(std::string_view bytes) {
  if (bytes.empty() || bytes.front() != kFormat) {
    return fail(Code::kCorrupt, "an index job's row is damaged");
  }
  bytes.remove_prefix(1);
  IndexProgress progress;
  TM_TRY(progress.name.account, codec::take_sized(bytes));
  TM_TRY(progress.name.region, codec::take_sized(bytes));
  TM_TRY(progress.name.name, codec::take_sized(bytes));
  TM_TRY(progress.table_id, codec::take_sized(bytes));
  TM_TRY(progress.stored_as.value, codec::take_varint(bytes));
  TM_TRY(const std::uint64_t part, codec::take_varint(bytes));
  if (part >= 0xffff) return fail(Code::kCorrupt, "an index job's row names no part");
  progress.part = static_cast<storage::Part>(part);
  TM_TRY(progress.done_up_to, codec::take_sized(bytes));
  TM_TRY(progress.rows, codec::take_varint(bytes));
  return progress;
}

Result<storage::Step> step_fill(Store& store, const storage::JobRow& row) {
  TM_TRY(IndexProgress progress, decode_index_progress(row.state));
  TM_TRY(FoundTable table, table_of(store, progress));
  if (!table) return storage::Step{row, true, {}};
  const Index* index = index_of(*table, progress.part);
  if (!is_being_made(index)) return storage::Step{row, true, {}};

  TM_TRY(const Rows items,
         next_rows(store, progress.stored_as, storage::kItems, progress.done_up_to, kItemsAStep));
  TM_TRY(const std::size_t written, commit_entries(store, *table, *index, progress, items));
  TM_FAILPOINT("index.between_entries_and_row");
  progress.rows += written;
  if (!items.rows.empty()) progress.done_up_to = items.rows.back().first;
  storage::Step step{row, items.last, {}};
  step.row.due_at = {};
  step.row.state = encode(progress);
  const IndexState state = items.last ? IndexState::kActive : IndexState::kBuilding;
  if (index->state != state) {
    step.also = [progress, state](View& view) { return set_state(view, progress, state); };
  }
  return step;
}

Result<storage::Step> step_drop(Store& store, const storage::JobRow& row) {
  TM_TRY(IndexProgress progress, decode_index_progress(row.state));
  TM_TRY(const FoundTable table, table_of(store, progress));
  if (!table) return storage::Step{row, true, {}};

  TM_TRY(const Rows entries,
         next_rows(store, progress.stored_as, progress.part, progress.done_up_to, kEntriesAStep));
  Changes changes;
  changes.makes_room = true;
  TM_TRY_STATUS(remove_rows(entries, progress, changes));
  progress.rows += entries.rows.size();
  if (!entries.rows.empty()) progress.done_up_to = entries.rows.back().first;
  storage::Step step{row, entries.last, {}};
  step.row.due_at = {};
  step.row.state = encode(progress);
  step.also = [progress, changes = std::move(changes), last = entries.last](View& view) {
    return remove_from_table(view, progress, changes, last);
  };
  return step;
}

void add_index_kinds(storage::JobRunner& runner) {
  runner.add_kind(std::string(kFillJob), step_fill);
  runner.add_kind(std::string(kDropJob), step_drop);
}

}  // namespace tidemark::tables
