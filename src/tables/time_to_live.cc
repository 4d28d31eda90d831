#include "tables/time_to_live.h"

#include "codec/ordered_bytes.h"
#include "tables/catalog.h"
#include "tables/index_jobs.h"
#include "tables/item_change.h"
#include "values/item_bytes.h"
#include "values/item_size.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace tidemark::tables {
namespace {

using storage::Changes;
using storage::Decision;
using storage::Refused;
using storage::Step;
using storage::View;

// What one step removes: at 400 KB an item some megabytes of history.
constexpr std::size_t kExpiredAtOnce = 50;
// How long the job waits for its index to be filled.
constexpr std::chrono::seconds kLookAgainAfter{1};
constexpr double kMicros = 1e6;

std::string after(std::string prefix) {
  return values::after_prefix(std::move(prefix));
}

// Where entries of that second begin.
std::string entries_at(Timestamp at) {
  const auto number =
      values::Number::parse(std::to_string(at.floor_to_second().micros / 1'000'000));
  return codec::ordered(std::get<values::Number>(number).ordered_bytes());
}

// When the item of an entry is to go.
Result<Timestamp> expires_at(std::string_view entry_key) {
  TM_TRY(const std::string component, codec::take_ordered(entry_key));
  TM_TRY(const values::Number number, values::Number::from_ordered_bytes(component));
  const double micros = std::ceil(std::strtod(number.text().c_str(), nullptr)) * kMicros;
  constexpr double kMost = 9e18;  // beyond, a Timestamp has no room
  if (micros >= kMost) return Timestamp::max();
  return Timestamp{static_cast<std::int64_t>(std::max(micros, 0.0))};
}

const Index* index_of(const TableDescription& table, storage::Part part) {
  const auto found = std::ranges::find(table.indexes, part, &Index::part);
  return found == table.indexes.end() || !found->is_written() ? nullptr : &*found;
}

Result<FoundTable> table_of(const storage::Store& store, const IndexProgress& progress) {
  TM_TRY(FoundTable table, find(store, progress.name));
  if (table && table->table_id != progress.table_id) table.reset();
  return table;
}

std::optional<TimeToLiveRefused> objection(const TableDescription& table,
                                           const TimeToLiveChange& change, Timestamp now) {
  using Why = TimeToLiveRefused::Why;
  const auto& has = table.time_to_live;
  const bool enabled = has && has->enabled;
  if (!enabled && !change.enabled) return TimeToLiveRefused{Why::kDisabled, {}};
  if (enabled && has->attribute != change.attribute) {
    return TimeToLiveRefused{Why::kOtherAttribute, has->attribute};
  }
  if (enabled && change.enabled) return TimeToLiveRefused{Why::kEnabled, has->attribute};
  if (has && now < has->changed_at + change.settles_in) {
    return TimeToLiveRefused{Why::kTooOften, has->attribute};
  }
  return std::nullopt;
}

void enable(const View& view, TableDescription& table, const std::string& attribute,
            Changes& changes) {
  Index index;
  index.kind = IndexKind::kExpiry;
  index.part = table.next_part++;
  index.keys.hash = {{attribute, KeyType::kNumber}};
  index.projection = ProjectionType::kKeysOnly;
  index.state = IndexState::kBuilding;
  changes.jobs.push_back(fill_job(table, index.part, {}));
  storage::JobRow job;
  job.id = expire_items_job_of(table, index.part);
  job.kind = kExpireItemsJob;
  job.due_at = view.now();
  job.state = encode(IndexProgress{table.name, table.table_id, table.stored_as, index.part, {}, 0});
  changes.jobs.push_back(std::move(job));
  table.indexes.push_back(std::move(index));
}

void disable(TableDescription& table, Changes& changes) {
  for (Index& index : table.indexes) {
    if (index.kind != IndexKind::kExpiry || !index.is_written()) continue;
    index.state = IndexState::kDeleting;
    changes.finished_jobs.push_back(fill_job_of(table, index.part));
    changes.finished_jobs.push_back(expire_items_job_of(table, index.part));
    changes.jobs.push_back(drop_job(table, index.part, {}));
  }
}

Status remove_stale(const View& view, const IndexProgress& progress, const std::string& entry,
                    Changes& changes) {
  const storage::KeyRef where{progress.stored_as, progress.part, entry};
  TM_TRY(const auto row, view.get(where));
  if (!row) return Ok{};
  TM_TRY(const values::Item shown, values::item_from_bytes(row->value));
  changes.remove(where);
  changes.tally(where.table, where.part,
                -storage::Tally{1, static_cast<std::int64_t>(values::bytes_of(shown)), 0});
  return Ok{};
}

// The item of an entry goes if the entry is still the one it has.
Status expire(const View& view, const TableDescription& table, const Index& index,
              const IndexProgress& progress, const std::string& entry, Changes& changes) {
  std::string_view rest = entry;
  TM_TRY_STATUS(codec::take_ordered(rest));
  const storage::KeyRef where{table.stored_as, storage::kItems, std::string(rest)};
  TM_TRY(const CurrentItem current, current_item(view, table, where));
  const auto now = current.item ? entry_of(table, index, *current.item, where.key) : std::nullopt;
  if (!now || now->key != entry) return remove_stale(view, progress, entry, changes);
  change_item(view, changes, table, where, current, nullptr, ChangedBy::kExpiry);
  return Ok{};
}

Decision expire_all(const View& view, const IndexProgress& progress,
                    const std::vector<std::string>& entries) {
  Changes changes;
  changes.makes_room = true;
  const auto found = find(view, progress.name);
  if (!found || !found.value() || found.value()->table_id != progress.table_id) return Refused{};
  const Index* index = index_of(*found.value(), progress.part);
  if (index == nullptr) return Refused{};
  for (const std::string& entry : entries) {
    if (!expire(view, *found.value(), *index, progress, entry, changes)) return Refused{};
  }
  return changes;
}

// A write may have asked for an earlier look since the head was read, and have been overruled.
Decision unless_earlier(const View& view, const IndexProgress& progress, const std::string& from,
                        Timestamp due) {
  if (!view.is_live(progress.stored_as)) return Changes{};
  const auto head = view.list(progress.stored_as, progress.part, from, {}, 1);
  if (!head) return Refused{};
  if (!head.value().empty()) {
    const auto at = expires_at(head.value().front().first);
    if (!at || at.value() < due) return Refused{};
  }
  return Changes{};
}

struct Head {
  std::vector<std::string> expired;
  Timestamp next = Timestamp::max();  // of the first that is not
};

Result<Head> head_of(const storage::Store& store, const IndexProgress& progress, Timestamp now) {
  const std::string until = after(entries_at(now));
  TM_TRY(storage::Scan scan,
         store.scan({progress.stored_as, progress.part, entries_at(now - kMaxExpiryAge), {}},
                    storage::Direction::kForward));
  Head head;
  for (; scan.valid() && head.expired.size() < kExpiredAtOnce; scan.next()) {
    if (scan.key() >= until) {
      TM_TRY(head.next, expires_at(scan.key()));
      break;
    }
    head.expired.emplace_back(scan.key());
  }
  TM_TRY_STATUS(scan.status());
  return head;
}

}  // namespace

std::string expire_items_job_of(const TableDescription& table, storage::Part part) {
  return fmt::format("{}:{}:{}", kExpireItemsJob, table.table_id, part);
}

Write<TimeToLiveAnswer> set_time_to_live(storage::Store& store, TableName name,
                                         TimeToLiveChange change) {
  std::vector<storage::KeyRef> keys{live_key(name)};
  return {store, std::move(keys),
          [name = std::move(name), change = std::move(change)](
              View& view, TimeToLiveAnswer& answer) -> Result<Decision> {
            TM_TRY(FoundTable table, find(view, name));
            if (!table) {
              answer = NoTable{};
              return Decision{Refused{}};
            }
            if (status_at(*table, view.now()) == TableStatus::kCreating) {
              answer = TableBusy{TableStatus::kCreating};
              return Decision{Refused{}};
            }
            if (auto refusal = objection(*table, change, view.now())) {
              answer = *std::move(refusal);
              return Decision{Refused{}};
            }
            Changes changes;
            if (change.enabled) {
              enable(view, *table, change.attribute, changes);
            } else {
              disable(*table, changes);
            }
            table->time_to_live = TimeToLive{change.attribute, change.enabled, view.now()};
            put(changes, *table);
            answer = TimeToLiveSet{};
            return Decision{std::move(changes)};
          }};
}

Result<Step> step_expire_items(storage::Store& store, const storage::JobRow& row,
                               const Clock& clock) {
  const Timestamp begun = clock.now();
  TM_TRY(const IndexProgress progress, decode_index_progress(row.state));
  TM_TRY(const FoundTable table, table_of(store, progress));
  const Index* index = table ? index_of(*table, progress.part) : nullptr;
  if (index == nullptr) return Step{row, true, {}};
  Step step{row, false, {}};
  step.row.due_at = begun + kLookAgainAfter;
  if (index->state != IndexState::kActive) return step;

  TM_TRY(Head head, head_of(store, progress, begun));
  if (head.expired.empty()) {
    step.row.due_at = head.next;
    step.also = [progress, from = entries_at(begun - kMaxExpiryAge), due = head.next](View& view) {
      return unless_earlier(view, progress, from, due);
    };
    return step;
  }
  // Rests as long as it worked, so that others get their turn.
  step.row.due_at = clock.now() + (clock.now() - begun);
  step.also = [progress, entries = std::move(head.expired)](View& view) {
    return expire_all(view, progress, entries);
  };
  return step;
}

void hasten_expiry(const View& view, Changes& changes, const TableDescription& table,
                   const std::vector<IndexEntry>& entries) {
  for (const Index& index : table.indexes) {
    if (index.kind != IndexKind::kExpiry || !index.is_written()) continue;
    const auto entry = std::ranges::find(entries, index.part, &IndexEntry::part);
    if (entry == entries.end()) continue;
    const auto at = expires_at(entry->key);
    if (!at || at.value() <= view.now() - kMaxExpiryAge) continue;
    const std::string id = expire_items_job_of(table, index.part);
    const auto asked = std::ranges::find(changes.jobs, id, &storage::JobRow::id);
    if (asked != changes.jobs.end()) {
      asked->due_at = std::min(asked->due_at, at.value());
      continue;
    }
    auto job = view.job(id);
    if (!job || job->due_at <= at.value()) continue;
    job->due_at = at.value();
    changes.jobs.push_back(*std::move(job));
  }
}

}  // namespace tidemark::tables
