#include "storage/group.h"

#include "base/check.h"
#include "storage/database.h"
#include "storage/faults.h"
#include "storage/published.h"
#include "storage/scan.h"
#include "storage/trim_tracker.h"

#include <rocksdb/write_batch.h>

#include <algorithm>

namespace tidemark::storage {

namespace {

std::optional<Version> shown(const StoredRow& row) {
  if (row.tombstone()) return std::nullopt;
  return Version{row.written_at, row.value};
}

std::string whole_key(TableId table, Part part, std::string_view key) {
  return cur_key({table.value}, suffix_of(part, key));
}

std::string_view suffix_in(std::string_view whole) {
  return whole.substr(kKeyspaceBytes);
}

}  // namespace

Group::Group(const Database& database, std::shared_ptr<const Registry> published, Timestamp stamp,
             std::uint64_t number, std::uint64_t catalog_edition, RecentWrites& recent)
    : database_(database),
      published_(std::move(published)),
      stamp_(stamp),
      number_(number),
      catalog_edition_(catalog_edition),
      recent_(recent),
      draft_(published_) {}

std::uint64_t Group::catalog_edition() const {
  // The group's own writes raise it only when they are published; for its decisions they count.
  return catalog_edition_ + (wrote_to(kCatalog) ? 1 : 0);
}

Result<std::optional<StoredRow>> Group::old_row(TableId table, const std::string& key) const {
  for (ForeseenRow& foreseen : foreseen_.rows) {
    if (foreseen.key != key) continue;
    foreseen.key.clear();  // used up
    if (recent_.still_newest(key, foreseen_.groups_done)) return std::move(foreseen.row);
    break;
  }
  return read_stratum(database_, {{table.value}, Timestamp::max()}, suffix_in(key));
}

Result<Group::Row*> Group::touch(TableId table, std::string key) const {
  const auto found = rows_.find(key);
  if (found != rows_.end()) return &found->second;
  TM_TRY(auto old, old_row(table, key));
  Row& row = rows_[std::move(key)];
  row.old = std::move(old);
  return &row;
}

Result<std::optional<Version>> Group::get(const KeyRef& key) const {
  const TablePtr state = draft_.now().live_table(key.table);
  if (!state) return fail(Code::kNotFound, fmt::format("there is no table {}", key.table.value));
  const std::string whole = whole_key(key.table, key.part, key.key);
  TM_TRY(const Row* row, touch(key.table, whole));
  if (row->written && !TM_FAULT(kLostUpdate)) {
    return row->value ? std::optional(Version{stamp_, *row->value}) : std::nullopt;
  }
  if (row->old) return shown(*row->old);
  return read_strata(database_, state->beneath, suffix_in(whole));
}

Result<std::vector<std::pair<std::string, Version>>> Group::list(TableId table, Part part,
                                                                 std::string_view from,
                                                                 std::string_view until,
                                                                 std::size_t limit) const {
  const TablePtr state = draft_.now().live_table(table);
  if (!state) return fail(Code::kNotFound, fmt::format("there is no table {}", table.value));
  const SuffixRange range = suffix_range({table, part, std::string(from), std::string(until)});
  StrataWalk walk(database_, strata_of(*state, Timestamp::max()), range, Direction::kForward);
  auto own = rows_.lower_bound(cur_key({table.value}, range.from));
  const auto own_end = rows_.lower_bound(cur_key({table.value}, range.until));
  std::vector<std::pair<std::string, Version>> result;
  while (result.size() < limit) {
    while (own != own_end && !own->second.written) ++own;
    const bool has_own = own != own_end;
    if (!has_own && !walk.valid()) break;
    const bool take_own =
        has_own && (!walk.valid() || suffix_in(own->first) <= std::string_view(walk.suffix()));
    if (!take_own) {
      result.emplace_back(walk.suffix().substr(sizeof(Part)),
                          Version{walk.row().written_at, walk.row().value});
      walk.next();
      continue;
    }
    if (own->second.value) {
      result.emplace_back(suffix_in(own->first).substr(sizeof(Part)),
                          Version{stamp_, *own->second.value});
    }
    if (walk.valid() && suffix_in(own->first) == walk.suffix()) walk.next();
    ++own;
  }
  TM_TRY_STATUS(walk.status());
  return result;
}

std::optional<TableState> Group::table(TableId id) const {
  const TablePtr state = draft_.now().table(id);
  return state ? std::optional(*state) : std::nullopt;
}

bool Group::is_live(TableId id) const {
  return draft_.now().live_table(id) != nullptr;
}

std::optional<PinState> Group::pin(std::string_view id) const {
  const PinState* pin = draft_.now().pin(id);
  return pin != nullptr ? std::optional(*pin) : std::nullopt;
}

std::optional<JobRow> Group::job(std::string_view id) const {
  const JobRow* job = draft_.now().job(id);
  return job != nullptr ? std::optional(*job) : std::nullopt;
}

Result<Tally> Group::own_tally(TableId id, Part part) const {
  TM_TRY(const Row* row, touch(id, whole_key(id, kTallyPart, tally_key(part))));
  if (row->written) return row->value ? parse_tally(*row->value) : Tally{};
  return row->old ? parse_tally(row->old->value) : Tally{};
}

Tally Group::tally(TableId id, Part part) const {
  if (!draft_.now().live_table(id)) return {};
  const auto tally = own_tally(id, part);
  return tally ? tally.value() : Tally{};
}

TableId Group::new_table_id() {
  return {draft_.take_number()};
}

Result<Strata> Group::strata_at(TableId id, Timestamp at) const {
  const TablePtr state = draft_.now().table(id);
  if (!state) return fail(Code::kNotFound, fmt::format("there is no table {}", id.value));
  if (at > before()) {
    return fail(Code::kInvalid, fmt::format("instant {} is not past yet: the last is {}", at.micros,
                                            before().micros));
  }
  TM_TRY_STATUS(
      check_instant(draft_.now(), draft_.references(), *state, at, published_->clock.last_commit));
  return strata_of(*state, at);
}

Status Group::check_writes(const Changes& changes, const Registry& registry) {
  const auto check = [&](TableId id) -> Status {
    if (!registry.live_table(id)) {
      return fail(Code::kNotFound, fmt::format("there is no table {}", id.value));
    }
    return Ok{};
  };
  for (const auto& write : changes.writes) TM_TRY_STATUS(check(write.key.table));
  for (const auto& tally : changes.tallies) TM_TRY_STATUS(check(tally.table));
  return Ok{};
}

Status Group::touch_all(const Changes& changes) {
  for (const auto& write : changes.writes) {
    TM_TRY_STATUS(
        touch(write.key.table, whole_key(write.key.table, write.key.part, write.key.key)));
  }
  for (const auto& tally : changes.tallies) TM_TRY_STATUS(own_tally(tally.table, tally.part));
  for (const auto& table : changes.new_tables) {
    TM_TRY_STATUS(own_tally(table.id, kItems));
    for (const auto& [part, tally] : table.part_tallies) TM_TRY_STATUS(own_tally(table.id, part));
  }
  return Ok{};
}

Status Group::apply(const Changes& changes) {
  // Whatever can fail fails here, before anything of the group changes.
  RegistryDraft draft = draft_;
  TM_TRY_STATUS(apply_settings(changes, *this, published_->clock.last_commit, draft));
  TM_TRY_STATUS(check_writes(changes, draft.now()));
  TM_TRY_STATUS(touch_all(changes));
  RegistryDraft dropped = draft;
  TM_TRY_STATUS(apply_drops(changes, stamp_, dropped));

  draft_ = std::move(draft);
  for (const auto& table : changes.new_tables) {
    if (table.beneath.empty() && table.tally == Tally{}) continue;
    set_tally(table.id, kItems, table.tally);
    for (const auto& [part, tally] : table.part_tallies) set_tally(table.id, part, tally);
  }
  for (const auto& change : changes.writes) {
    if (TM_FAULT(kTornDecision) && number_ % 8 == 0 && &change != changes.writes.data() &&
        &change == &changes.writes.back()) {
      continue;
    }
    write(draft_.now().table(change.key.table),
          whole_key(change.key.table, change.key.part, change.key.key), change.value);
  }
  for (const auto& change : changes.tallies) {
    if (TM_FAULT(kForgetTally) && number_ % 8 == 0) continue;
    Tally sum = tally(change.table, change.part);
    sum += change.delta;
    set_tally(change.table, change.part, sum);
  }
  draft_ = std::move(dropped);
  ++commits_;
  return Ok{};
}

void Group::set_tally(TableId id, Part part, const Tally& tally) {
  write(draft_.now().table(id), whole_key(id, kTallyPart, tally_key(part)), encode_tally(tally));
}

void Group::write(const TablePtr& table, const std::string& key, std::optional<std::string> value) {
  Row& row = rows_.find(key)->second;
  bytes_ += 2 * key.size() + (value ? value->size() : 0) +
            (row.written || !row.old ? 0 : row.old->value.size());
  row.table = table;
  row.written = true;
  row.value = std::move(value);
  if (row.ordinals.empty() || row.ordinals.back() != commits_) row.ordinals.push_back(commits_);
}

void Group::close_instant(Timestamp at) {
  closed_ = std::max(closed_, at);
}

bool Group::writes_anything() const {
  const ClockRow& clock = published_->clock;
  return commits_ > 0 || draft_.changed() || closed_ > std::max(clock.closed, clock.last_commit);
}

bool Group::wrote_to(TableId id) const {
  const std::string prefix = keyspace_prefix({id.value});
  for (auto row = rows_.lower_bound(prefix); row != rows_.end(); ++row) {
    if (!row->first.starts_with(prefix)) return false;
    if (row->second.written) return true;
  }
  return false;
}

std::shared_ptr<const Registry> Group::seal(const References& leased, TrimTracker& tracker,
                                            rocksdb::WriteBatch& batch) {
  ClockRow clock = published_->clock;
  if (commits_ > 0) clock.last_commit = stamp_;
  clock.closed = std::max(clock.closed, closed_);
  draft_.set_clock(clock);
  static_cast<void>(draft_.references());  // the rows below ask what is referenced at the end
  for (const auto& [key, row] : rows_) {
    if (row.written) seal_row(key, row, leased, tracker, batch);
  }
  draft_.write_rows(batch, database_);
  return draft_.finish();
}

void Group::seal_row(const std::string& key, const Row& row, const References& leased,
                     TrimTracker& tracker, rocksdb::WriteBatch& batch) {
  recent_.wrote(key, number_);
  const TableId id{take_u64(key)};
  const KeyspaceId keyspace{id.value};
  // The group's last word on the table counts for all its rows; a table gone in the group keeps
  // no history of its own.
  const TablePtr last = draft_.now().table(id);
  bool kept = last && last->history.kept;
  if (TM_FAULT(kOverwriteKeepsNothing)) {
    const TablePtr first = published_->table(id);
    kept = kept && first && first->history.kept;
  }
  if (row.old) {
    const Timestamp start = row.old->written_at;
    const bool referenced = draft_.references().within(keyspace, start, stamp_);
    const bool read = leased.within(keyspace, start, stamp_);
    if (kept || referenced || read) {
      const Timestamp end =
          TM_FAULT(kHistoryEndOffByOne) ? stamp_ - std::chrono::microseconds(1) : stamp_;
      TM_CHECK(batch
                   .Put(database_.hist(), hist_key(key, start, end),
                        hist_value(row.old->flags, row.old->value))
                   .ok());
      if (kept) tracker.wrote_history(keyspace, stamp_);
      if (referenced) tracker.left_for_reference(keyspace);
      if (read) tracker.left_for_reader(keyspace);
    }
  }
  const bool beneath = !row.table->beneath.empty() && !TM_FAULT(kSkipTombstone);
  if (row.value) {
    TM_CHECK(batch.Put(database_.cur(), key, cur_value(stamp_, kValueFlag, *row.value)).ok());
  } else if (beneath) {
    TM_CHECK(batch.Put(database_.cur(), key, cur_value(stamp_, kTombstoneFlag, {})).ok());
  } else if (row.old) {
    TM_CHECK(batch.Delete(database_.cur(), key).ok());
  }
  const bool indexed = last && (kept || last->history.changes_from) &&
                       take_u16(suffix_in(key)) != kTallyPart &&
                       !(TM_FAULT(kChangeIndexSkipsDelete) && !row.value);
  if (!indexed) return;
  for (const std::uint32_t ordinal : row.ordinals) {
    TM_CHECK(
        batch.Put(database_.log(), log_key(keyspace, stamp_, ordinal, suffix_in(key)), {}).ok());
  }
  tracker.wrote_log(keyspace, stamp_);
}

}  // namespace tidemark::storage
