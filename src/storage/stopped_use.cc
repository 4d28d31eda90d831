#include "storage/stopped_use.h"

#include "storage/database.h"
#include "storage/disk_use.h"
#include "storage/layout.h"
#include "storage/registry.h"

#include <rocksdb/iterator.h>

#include <algorithm>

namespace tidemark::storage {

namespace {

// Where trimming would stop if every floor were raised now.
Timestamp floor_due(const Registry& registry, KeyspaceId keyspace, Timestamp until) {
  const TablePtr table = registry.table({keyspace.value});
  if (!table) return Timestamp::max();
  const History& history = table->history;
  if (!history.kept) return registry.clock.last_commit;
  const Timestamp due = std::max(history.floor, until - history.period);
  // The past of a dropped table ends as a whole.
  return table->dropped_at && due >= *table->dropped_at ? Timestamp::max() : due;
}

class HistoryCount {
 public:
  HistoryCount(const Registry& registry, std::map<KeyspaceId, KeyspaceUse>& keyspaces)
      : registry_(registry), keyspaces_(keyspaces) {}

  void row(std::string_view key, std::size_t value_bytes) {
    const auto name = parse_hist_key(key);
    if (!name || name->cur_key.size() < kKeyspaceBytes + sizeof(Part)) return;
    const KeyspaceId keyspace{take_u64(key)};
    if (use_ == nullptr || keyspace != keyspace_) turn_to(keyspace);
    if (use_ == nullptr) return;  // of a keyspace that is being removed
    HistoryUse& history = *use_->history;
    const std::uint64_t bytes = key.size() + value_bytes;
    const Part part = take_u16(name->cur_key.substr(kKeyspaceBytes));
    (part == kTallyPart ? history.tallies : history.items).add(bytes);
    if (name->end <= use_->due_floor) passed(history, name->start, name->end, bytes);
  }

 private:
  void turn_to(KeyspaceId keyspace) {
    keyspace_ = keyspace;
    const auto found = keyspaces_.find(keyspace);
    use_ = found == keyspaces_.end() ? nullptr : &found->second;
    const auto instants = registry_.references->all().find(keyspace);
    instants_ = instants == registry_.references->all().end() ? nullptr : &instants->second;
  }

  // A row that the floor has passed: who still names an instant of it?
  void passed(HistoryUse& history, Timestamp start, Timestamp end, std::uint64_t bytes) {
    if (instants_ == nullptr) return history.freeable.add(bytes);
    const auto first = instants_->lower_bound(start);
    if (first == instants_->end() || *first >= end) return history.freeable.add(bytes);
    const auto second = std::next(first);
    if (second != instants_->end() && *second < end) return history.held_by_more.add(bytes);
    history.held_by_one.add(bytes);
    history.held_by[*first].add(bytes);
  }

  const Registry& registry_;
  std::map<KeyspaceId, KeyspaceUse>& keyspaces_;
  KeyspaceId keyspace_;
  KeyspaceUse* use_ = nullptr;
  const std::set<Timestamp>* instants_ = nullptr;
};

Status walk_history(const StoppedStore& store, std::map<KeyspaceId, KeyspaceUse>& keyspaces) {
  for (auto& [keyspace, use] : keyspaces) use.history.emplace();
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  const Database& database = store.database();
  const std::unique_ptr<rocksdb::Iterator> rows(
      database.db().NewIterator(options, database.hist()));
  HistoryCount count(store.registry(), keyspaces);
  for (rows->SeekToFirst(); rows->Valid(); rows->Next()) {
    count.row(rows->key().ToStringView(), rows->value().size());
  }
  return rows->status().ok() ? Status(Ok{}) : Status(to_error(rows->status(), "walking history"));
}

Result<Tally> tally_of(const StoppedStore& store, KeyspaceId keyspace) {
  TM_TRY(const auto row, store.read({{keyspace, Timestamp::max()}}, kTallyPart, tally_key(kItems)));
  return row ? parse_tally(*row) : Tally{};
}

}  // namespace

Result<StoppedUse> use_of(const StoppedStore& store, Timestamp now, bool walk) {
  const Registry& registry = store.registry();
  StoppedUse use;
  use.format = kStoreFormat;
  use.last_commit = registry.clock.last_commit;
  StoreMetrics disk;
  add_disk_use(store.database(), disk);
  use.families = std::move(disk.families);
  use.log_bytes = disk.log_bytes;
  std::vector<KeyspaceId> all;
  for (const auto& [id, state] : registry.tables) all.push_back({id.value});
  for (const auto& [keyspace, table] : *registry.bases) all.push_back(keyspace);
  const auto bytes = bytes_of_keyspaces(store.database(), all, Memory::kLeaveOut);
  const Timestamp until = std::min(now, use.last_commit);
  for (std::size_t i = 0; i < all.size(); ++i) {
    KeyspaceUse& one = use.keyspaces[all[i]];
    one.disk = bytes[i];
    one.due_floor = floor_due(registry, all[i], until);
    TM_TRY(one.tally, tally_of(store, all[i]));
  }
  if (walk) TM_TRY_STATUS(walk_history(store, use.keyspaces));
  return use;
}

}  // namespace tidemark::storage
