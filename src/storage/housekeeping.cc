#include "storage/housekeeping.h"

#include "storage/environment_shared.h"
#include "storage/faults.h"
#include "storage/trimming.h"

#include <rocksdb/convenience.h>

#include <algorithm>

namespace tidemark::storage {

namespace {

// From where on the change index of a keyspace is still wanted; what is at or before it may go.
Timestamp log_floor(const Needed& needed, KeyspaceId keyspace) {
  const TablePtr table = needed.registry->table({keyspace.value});
  if (!table) return needed.history_off;
  const History& history = table->history;
  const Timestamp floor = history.kept ? history.floor : needed.history_off;
  return std::min(floor, history.changes_from.value_or(floor));
}

std::vector<KeyspaceId> keyspaces_of(const Registry& registry) {
  std::vector<KeyspaceId> result;
  for (const auto& [id, state] : registry.tables) result.push_back({id.value});
  for (const auto& [keyspace, table] : *registry.bases) {
    if (table != kNoTable) result.push_back(keyspace);
  }
  return result;
}

bool abandoned(const Registry& registry, const References& references, KeyspaceId keyspace,
               TableId table) {
  return table != kNoTable && !references.any(keyspace) && !registry.live_table(table);
}

}  // namespace

Housekeeping::Housekeeping(const Database& database, Published& published, Committer& committer,
                           ClockWatch& clock, TrimTracker& tracker, const StoreOptions& options)
    : database_(database),
      published_(published),
      committer_(committer),
      clock_(clock),
      tracker_(tracker),
      options_(options) {}

Status Housekeeping::start() {
  const auto registry = published_.registry();
  for (const KeyspaceId keyspace : keyspaces_of(*registry)) {
    TM_TRY_STATUS(find_oldest_log(keyspace));
  }
  return find_oldest_ends(*registry);
}

Status Housekeeping::find_oldest_log(KeyspaceId keyspace) {
  const std::string upper = keyspace_end(keyspace);
  const rocksdb::Slice upper_slice(upper);
  rocksdb::ReadOptions options;
  options.iterate_upper_bound = &upper_slice;
  const std::unique_ptr<rocksdb::Iterator> rows(
      database_.db().NewIterator(options, database_.log()));
  rows->Seek(keyspace_prefix(keyspace));
  if (!rows->status().ok()) return to_error(rows->status(), "reading the change index");
  const auto name = rows->Valid() ? parse_log_key(rows->key().ToStringView()) : std::nullopt;
  tracker_.set_oldest_log(keyspace, name ? name->at : Timestamp::max());
  return Ok{};
}

Status Housekeeping::flush_history() {
  const auto flushed = database_.db().Flush(rocksdb::FlushOptions(), database_.hist());
  return flushed.ok() ? Status(Ok{}) : Status(to_error(flushed, "flushing history"));
}

Status Housekeeping::find_oldest_ends(const Registry& registry) {
  TM_TRY_STATUS(flush_history());
  TM_TRY(const auto files, history_files(database_));
  for (const KeyspaceId keyspace : keyspaces_of(registry)) {
    for (const HistoryFile& file : files) {
      if (file.overlaps(keyspace)) tracker_.left_row(keyspace, file.oldest_end);
    }
  }
  return Ok{};
}

std::chrono::microseconds Housekeeping::step_of(const History& history) const {
  if (options_.trim_step) return *options_.trim_step;
  return std::max<std::chrono::microseconds>(std::chrono::seconds(1), history.period / 32);
}

Timestamp Housekeeping::floors_until(const Registry& registry) const {
  return std::min(clock_.now(), registry.clock.last_commit);
}

std::optional<Timestamp> Housekeeping::due_floor(const TableState& table, Timestamp until) const {
  if (!table.history.kept) return std::nullopt;
  const Timestamp floor = until - table.history.period;
  if (floor <= table.history.floor) return std::nullopt;
  if (table.dropped_at && floor >= *table.dropped_at) return floor;
  const KeyspaceId keyspace{table.id.value};
  const bool frees =
      tracker_.oldest_end(keyspace) <= floor || tracker_.oldest_log(keyspace) <= floor;
  if (!frees || floor - table.history.floor < step_of(table.history)) return std::nullopt;
  return floor;
}

std::optional<Timestamp> Housekeeping::next_rise(const Registry& registry) const {
  std::optional<Timestamp> next;
  for (const auto& [id, state] : registry.tables) {
    if (!state->history.kept) continue;
    const KeyspaceId keyspace{id.value};
    const Timestamp oldest = std::min(tracker_.oldest_end(keyspace), tracker_.oldest_log(keyspace));
    Timestamp rise = state->dropped_at.value_or(Timestamp::max());
    if (oldest != Timestamp::max()) {
      rise = std::min(rise, std::max(oldest, state->history.floor + step_of(state->history)));
    }
    if (rise == Timestamp::max()) continue;
    const Timestamp at = rise + state->history.period;
    // Beyond the last commit no floor follows, however late it gets.
    if (at <= registry.clock.last_commit) next = std::min(next.value_or(at), at);
  }
  return next;
}

void Housekeeping::add_to(StoreMetrics& metrics) const {
  const Needed needed = published_.needed();
  const Registry& registry = *needed.registry;
  const Timestamp until = floors_until(registry);
  for (const auto& [id, state] : registry.tables) {
    const KeyspaceId keyspace{id.value};
    const Timestamp oldest = std::min(tracker_.oldest_end(keyspace), tracker_.oldest_log(keyspace));
    const Timestamp due = until - state->history.period;
    if (!state->history.kept || oldest > due) continue;
    metrics.floor_lag = std::max(metrics.floor_lag, due - state->history.floor);
  }
  for (const KeyspaceId keyspace : keyspaces_of(registry)) {
    const Timestamp floor = std::min(registry.floor_of(keyspace, needed.history_off), until);
    if (tracker_.oldest_end(keyspace) <= floor) ++metrics.keyspaces_to_trim;
  }
  metrics.trim_pieces = pieces_;
  metrics.trim_bytes = bytes_;
}

Housekeeping::Work Housekeeping::next_work() {
  const Needed needed = published_.needed();
  const Registry& registry = *needed.registry;
  if (!clock_.in_doubt()) {
    const Timestamp until = floors_until(registry);
    for (const auto& [id, state] : registry.tables) {
      if (due_floor(*state, until)) return RaiseFloors{};
    }
  }
  Doom doom;
  for (const auto& [keyspace, table] : *registry.bases) {
    if (abandoned(registry, *registry.references, keyspace, table)) {
      doom.keyspaces.push_back(keyspace);
    }
  }
  if (!doom.keyspaces.empty()) return doom;
  for (const auto& [keyspace, table] : *registry.bases) {
    if (table == kNoTable && !needed.read(keyspace)) return Remove{keyspace};
  }
  for (const KeyspaceId keyspace : keyspaces_of(registry)) {
    if (tracker_.waits_for_reader(keyspace) && !needed.leased.any(keyspace)) {
      tracker_.reader_left(keyspace);
    }
    // Of a keyspace without a table only rows that a reference keeps are left, whatever their end.
    const Timestamp floor = registry.table({keyspace.value})
                                ? registry.floor_of(keyspace, needed.history_off)
                                : needed.history_off;
    if (tracker_.oldest_end(keyspace) <= floor) return TrimHistory{keyspace, floor};
    const Timestamp until = log_floor(needed, keyspace);
    if (tracker_.oldest_log(keyspace) <= until) return TrimLog{keyspace, until};
  }
  return Nothing{};
}

Result<bool> Housekeeping::piece() {
  const std::lock_guard lock(turn_);
  const Work work = pass_ ? Work(TrimHistory{pass_->keyspace, pass_->floor}) : next_work();
  if (std::holds_alternative<Nothing>(work)) return false;
  const Status done = std::visit([&](const auto& what) { return run(what); }, work);
  if (done) ++pieces_;
  passing_ = pass_.has_value();
  TM_TRY_STATUS(done);
  return true;
}

std::optional<Timestamp> Housekeeping::due_at() {
  // Not `now`: whoever asks has looked at a clock that goes on just before.
  if (passing_ || !std::holds_alternative<Nothing>(next_work())) return Timestamp{};
  return clock_.in_doubt() ? std::nullopt : next_rise(*published_.registry());
}

Status Housekeeping::run(const RaiseFloors&) {
  return committer_.upkeep([this](RegistryDraft& draft) {
    const Timestamp until = floors_until(draft.now());
    const auto tables = draft.now().tables;
    for (const auto& [id, state] : tables) {
      const auto floor = due_floor(*state, until);
      if (!floor) continue;
      if (state->dropped_at && *floor >= *state->dropped_at) {
        // Its past is over. Pins may still see the keyspace.
        draft.erase_table(id);
        draft.put_base({id.value}, id);
        continue;
      }
      TableState raised = *state;
      raised.history.floor = *floor;
      draft.put_table(std::move(raised));
    }
  });
}

Status Housekeeping::run(const Doom& work) {
  return committer_.upkeep([&](RegistryDraft& draft) {
    for (const KeyspaceId keyspace : work.keyspaces) {
      const auto found = draft.now().bases->find(keyspace);
      if (found == draft.now().bases->end()) continue;
      if (abandoned(draft.now(), draft.references(), keyspace, found->second)) {
        draft.put_base(keyspace, kNoTable);
      }
    }
  });
}

Status Housekeeping::drop_range(rocksdb::ColumnFamilyHandle* family, const std::string& from,
                                const std::string& until) {
  rocksdb::WriteOptions options;
  options.sync = true;
  const auto status = database_.db().DeleteRange(options, family, from, until);
  if (!status.ok()) {
    database_.shared().disk_failed(fmt::format("dropping a range: {}", status.ToString()));
  }
  // Whole files first: nobody reads the range any more, and the tombstone above hides whatever
  // their going could uncover.
  const rocksdb::Slice first(from);
  const rocksdb::Slice last(until);
  const auto dropped = rocksdb::DeleteFilesInRange(&database_.db(), family, &first, &last, false);
  if (!dropped.ok()) return to_error(dropped, "dropping files");
  // A range tombstone slows every walk until a compaction has used it up.
  return compact(family, from, until);
}

Status Housekeeping::compact(rocksdb::ColumnFamilyHandle* family, const std::string& from,
                             const std::string& until) {
  rocksdb::CompactRangeOptions options;
  options.exclusive_manual_compaction = false;
  const rocksdb::Slice first(from);
  const rocksdb::Slice last(until);
  const auto status = database_.db().CompactRange(options, family, &first, &last);
  return status.ok() ? Status(Ok{}) : Status(to_error(status, "compacting a range"));
}

Status Housekeeping::run(const Remove& work) {
  const std::string from = keyspace_prefix(work.keyspace);
  const std::string until = keyspace_end(work.keyspace);
  for (auto* family : {database_.cur(), database_.hist(), database_.log()}) {
    TM_TRY_STATUS(drop_range(family, from, until));
  }
  TM_FAILPOINT("remove.before_forget");
  tracker_.forget(work.keyspace);
  return committer_.upkeep([&](RegistryDraft& draft) { draft.erase_base(work.keyspace); });
}

Status Housekeeping::begin_pass(const TrimHistory& work) {
  tracker_.begin_pass(work.keyspace);
  TM_TRY_STATUS(flush_history());
  TM_TRY(const auto files, history_files(database_));
  for (const HistoryFile& file : files) {
    // The pass leaves it alone, so no filter will tell of its rows.
    if (file.overlaps(work.keyspace) && file.oldest_end > work.floor) {
      tracker_.left_row(work.keyspace, file.oldest_end);
    }
  }
  pass_ = Pass{work.keyspace, work.floor, keyspace_prefix(work.keyspace)};
  return Ok{};
}

// Rewrites the next files that hold rows to drop, about a piece of them.
Status Housekeeping::run(const TrimHistory& work) {
  if (!pass_) TM_TRY_STATUS(begin_pass(work));
  TM_TRY(const auto files, history_files(database_));
  std::string from;
  std::string until;
  std::uint64_t bytes = 0;
  for (const HistoryFile& file : files) {
    if (!file.overlaps(work.keyspace) || file.oldest_end > work.floor) continue;
    if (file.largest < pass_->cursor || bytes >= options_.piece_bytes) continue;
    if (bytes == 0) from = std::max(file.smallest, pass_->cursor);
    until = std::max(until, file.largest);
    bytes += file.bytes;
  }
  if (bytes == 0) {
    pass_.reset();
    return Ok{};
  }
  bytes_ += bytes;
  const std::string end = keyspace_end(work.keyspace);
  const Status compacted = compact(database_.hist(), from, std::min(until, end));
  if (!compacted || until >= end) pass_.reset();
  // Not every row was looked at: look again.
  if (!compacted) tracker_.left_row(work.keyspace, Timestamp{});
  if (pass_) pass_->cursor = until + '\0';
  return compacted;
}

Status Housekeeping::run(const TrimLog& work) {
  const std::chrono::microseconds one(1);
  TM_TRY_STATUS(drop_range(database_.log(), keyspace_prefix(work.keyspace),
                           log_seek_key(work.keyspace, work.until + one)));
  return find_oldest_log(work.keyspace);
}

}  // namespace tidemark::storage
