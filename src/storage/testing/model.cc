#include "storage/testing/model.h"

#include <algorithm>

namespace tidemark::storage::testing {

namespace {

// FNV-1a: any function that differs for different rows does.
std::uint64_t hash(std::uint64_t start, const std::string& text) {
  for (const char c : text) start = (start ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return start;
}

// What `rows` show at `at`, one version a key.
Rows as_of(const Rows& rows, Timestamp at) {
  Rows result;
  for (const auto& [key, versions] : rows) {
    if (const auto found = version_at(versions, at)) {
      result[key] = {{found->written_at, found->value}};
    }
  }
  return result;
}

Listing list(const Rows& rows, Part part, Timestamp at) {
  Listing result;
  for (auto row = rows.lower_bound({part, ""}); row != rows.end() && row->first.first == part;
       ++row) {
    if (auto found = version_at(row->second, at)) {
      result.emplace_back(row->first.second, *std::move(found));
    }
  }
  return result;
}

Tally sum(const Listing& items) {
  Tally total;
  for (const auto& [key, version] : items) {
    const Tally one = tally_of(key, version.value);
    total.items += one.items;
    total.bytes += one.bytes;
    total.digest += one.digest;
  }
  return total;
}

}  // namespace

Tally tally_of(const std::string& key, const std::string& value) {
  const std::uint64_t low = hash(hash(0xcbf29ce484222325ULL, key), value);
  const std::uint64_t high = hash(hash(0x9e3779b97f4a7c15ULL, value), key);
  return {1, static_cast<std::int64_t>(key.size() + value.size()),
          (static_cast<Uint128>(high) << 64) | low};
}

std::optional<Version> version_at(const Versions& versions, Timestamp at) {
  const auto after = versions.upper_bound(at);
  if (after == versions.begin()) return std::nullopt;
  const auto& [written_at, value] = *std::prev(after);
  if (!value) return std::nullopt;
  return Version{written_at, *value};
}

void Model::start(const TableState& catalog) {
  ModelTable& table = tables_[catalog.id];
  table.state = catalog;
  table.floor_limit = catalog.history.floor;
  table.indexed_from = std::max(catalog.history.floor, catalog.created_at);
  use_id(catalog.id.value);
  last_commit_ = catalog.created_at - std::chrono::microseconds(1);
}

bool Model::targets_live(const Changes& changes) const {
  const auto live = [&](TableId id) {
    const bool made_here =
        std::ranges::any_of(changes.new_tables, [&](const auto& made) { return made.id == id; });
    const ModelTable* found = table(id);
    return made_here || (found != nullptr && found->live());
  };
  return std::ranges::all_of(changes.writes, [&](const auto& w) { return live(w.key.table); }) &&
         std::ranges::all_of(changes.tallies, [&](const auto& t) { return live(t.table); }) &&
         std::ranges::all_of(changes.drops, live) &&
         std::ranges::all_of(changes.strata, [&](const auto& s) { return live(s.table); }) &&
         std::ranges::all_of(changes.histories, [&](const auto& h) { return live(h.table); });
}

void Model::apply(const Changes& changes, Timestamp at, const Origin& origin) {
  for (const auto& made : changes.new_tables) create(made, at, origin);
  for (const auto& pinned : changes.pins) pin(pinned);
  for (const auto& set : changes.histories) set_history(set, at);
  for (const auto& set : changes.strata) tables_.at(set.table).state.beneath = set.beneath;
  for (const auto& write : changes.writes) {
    ModelTable& table = tables_.at(write.key.table);
    table.rows[{write.key.part, write.key.key}][at] = write.value;
    table.touched.insert({at, write.key.part, write.key.key});
  }
  for (const TableId id : changes.drops) tables_.at(id).state.dropped_at = at;
  for (const TableId id : changes.purges) tables_.at(id).purged = true;
  for (const auto& id : changes.unpins) pins_.erase(id);
  for (const auto& job : changes.jobs) jobs_[job.id] = job;
  for (const auto& id : changes.finished_jobs) jobs_.erase(id);
  last_commit_ = std::max(last_commit_, at);
}

void Model::create(const Changes::NewTable& made, Timestamp at, const Origin& origin) {
  ModelTable table;
  table.state = {made.id, made.beneath, made.history, at, std::nullopt};
  table.floor_limit = made.history.floor;
  if (made.history.kept || made.history.changes_from) table.indexed_from = at;
  if (origin.table) table.rows = as_of(tables_.at(*origin.table).rows, origin.at);
  if (!origin.pin.empty()) table.rows = pins_.at(origin.pin).rows;
  use_id(made.id.value);
  tables_[made.id] = std::move(table);
}

void Model::set_history(const Changes::SetHistory& set, Timestamp at) {
  ModelTable& table = tables_.at(set.table);
  History& now = table.state.history;
  const bool was_indexed = now.kept || now.changes_from;
  const bool indexed = set.history.kept || set.history.changes_from;
  if (!indexed) table.indexed_from.reset();
  if (indexed && !was_indexed) table.indexed_from = at - std::chrono::microseconds(1);
  if (!now.kept) table.floor_limit = set.history.floor;
  now = set.history;
}

void Model::pin(const PinState& state) {
  pins_[state.id] = {state, as_of(tables_.at(state.table).rows, state.at)};
}

void Model::note_time(Timestamp now) {
  const Timestamp trusted = std::min(now, last_commit_);
  for (auto& [id, table] : tables_) {
    if (!table.state.history.kept) continue;
    table.floor_limit = std::max(table.floor_limit, trusted - table.state.history.period);
  }
}

void Model::note_closed(Timestamp at) {
  closed_ = std::max(closed_, at);
}

const ModelTable* Model::table(TableId id) const {
  const auto found = tables_.find(id);
  return found == tables_.end() ? nullptr : &found->second;
}

std::optional<Version> Model::row(const KeyRef& key, Timestamp at) const {
  const Rows& rows = tables_.at(key.table).rows;
  const auto found = rows.find({key.part, key.key});
  return found == rows.end() ? std::nullopt : version_at(found->second, at);
}

Listing Model::listing(TableId table, Part part, Timestamp at) const {
  return list(tables_.at(table).rows, part, at);
}

Listing Model::pin_listing(const std::string& pin, Part part) const {
  return list(pins_.at(pin).rows, part, Timestamp::max());
}

Tally Model::tally(TableId table, Part part, Timestamp at) const {
  return sum(listing(table, part, at));
}

Tally Model::pin_tally(const std::string& pin, Part part) const {
  return sum(pin_listing(pin, part));
}

std::vector<Touch> Model::changes(TableId table, Timestamp after, Timestamp until) const {
  std::vector<Touch> result;
  for (const Touch& touch : tables_.at(table).touched) {
    if (touch.at > after && touch.at <= until) result.push_back(touch);
  }
  return result;
}

bool Model::pinned(TableId table, Timestamp at) const {
  return std::ranges::any_of(pins_, [&](const auto& entry) {
    return entry.second.state.table == table && entry.second.state.at == at;
  });
}

bool Model::referenced(TableId table, Timestamp at) const {
  const StratumRef stratum{{table.value}, at};
  const auto names = [&](const Strata& strata) {
    return std::ranges::find(strata, stratum) != strata.end();
  };
  return std::ranges::any_of(tables_,
                             [&](const auto& t) { return names(t.second.state.beneath); }) ||
         std::ranges::any_of(pins_, [&](const auto& p) { return names(p.second.state.sees); });
}

bool Model::may_be_gone(const ModelTable& table) const {
  if (!table.state.dropped_at) return false;
  return table.purged || !table.state.history.kept || table.floor_limit >= *table.state.dropped_at;
}

}  // namespace tidemark::storage::testing
