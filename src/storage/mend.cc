#include "storage/database.h"
#include "storage/layout.h"
#include "storage/published.h"
#include "storage/registry.h"
#include "storage/repair.h"
#include "storage/scan.h"
#include "storage/stratum_reader.h"
#include "storage/trimming.h"

#include <rocksdb/write_batch.h>

#include <algorithm>
#include <map>

namespace tidemark::storage {

namespace {

// All that is not the store's own.
SuffixRange customers_suffixes() {
  return {suffix_of(kItems, {}), suffix_of(kTallyPart, {})};
}

// Customers' keys, within any keyspace, whose rows may be hidden.
SuffixRange hidden_suffixes(const LostRows& lost, KeyspaceId keyspace) {
  SuffixRange range = customers_suffixes();
  const std::string prefix = keyspace_prefix(keyspace);
  if (lost.from > prefix && lost.from.starts_with(prefix)) {
    // In `hist` the interval follows the key: from the key of the last readable row on.
    const auto name = parse_hist_key(std::string_view(lost.from).substr(0, lost.from.size() - 1));
    const std::string_view first =
        lost.family == "hist" && name ? name->cur_key : std::string_view(lost.from);
    if (first.size() > kKeyspaceBytes) {
      range.from = std::max(range.from, std::string(first.substr(kKeyspaceBytes)));
    }
  }
  if (lost.until.starts_with(prefix)) {
    std::string end = lost.until.substr(kKeyspaceBytes);
    const auto name = parse_hist_key(lost.until);
    if (lost.family == "hist" && name) {
      end = std::string(name->cur_key.substr(kKeyspaceBytes)) + '\0';
    }
    range.until = std::min(range.until, end);
  }
  return range;
}

class Mending {
 public:
  Mending(const Database& database, const Registry& registry, Repaired& repaired,
          const TallyOfTable& tally_of)
      : database_(database),
        registry_(registry),
        repaired_(repaired),
        tally_of_(tally_of),
        now_(std::max(registry.clock.last_commit, registry.clock.closed) +
             std::chrono::microseconds(1)) {}

  Status run() {
    for (const auto& [id, table] : registry_.tables) {
      if (touched(strata_of(*table, Timestamp::max()))) TM_TRY_STATUS(mend_table(*table));
    }
    for (const auto& [base, table] : *registry_.bases) {
      if (!registry_.references->any(base)) TM_TRY_STATUS(fill_again(base, table));
    }
    for (const auto& [id, pin] : registry_.pins) {
      if (touched(pin.sees)) repaired_.pins.push_back(pin);
    }
    ClockRow clock = registry_.clock;
    clock.last_commit = now_;
    return put(database_.meta(), std::string(kClockRow), encode_clock(clock));
  }

 private:
  Status put(rocksdb::ColumnFamilyHandle* family, const std::string& key,
             const std::string& value) {
    rocksdb::WriteOptions options;
    options.sync = true;
    const auto status = database_.db().Put(options, family, key, value);
    return status.ok() ? Status(Ok{}) : Status(to_error(status, "mending a row"));
  }

  [[nodiscard]] bool touched(KeyspaceId keyspace) const {
    return std::ranges::any_of(repaired_.rows,
                               [&](const LostRows& lost) { return lost.touches(keyspace); });
  }

  [[nodiscard]] bool touched(const Strata& strata) const {
    return std::ranges::any_of(
        strata, [&](const StratumRef& stratum) { return touched(stratum.keyspace); });
  }

  Status mend_table(const TableState& table);
  Status hide_what_shows_through(const TableState& table);
  Status hide(const TableState& table, std::size_t depth, const SuffixRange& range);
  Status count_again(const TableState& table);
  Status forget_counts(const TableState& table, std::map<Part, Tally>& tallies);
  Status put_tally(KeyspaceId own, Part part, const Tally& tally);
  Status fill_again(KeyspaceId base, TableId id);

  const Database& database_;
  const Registry& registry_;
  Repaired& repaired_;
  const TallyOfTable& tally_of_;
  const Timestamp now_;
  std::uint64_t hidden_ = 0;
};

Status Mending::mend_table(const TableState& table) {
  if (table.id == kCatalog) {
    for (const LostRows& lost : repaired_.rows) {
      if (lost.family != "cur" || !lost.touches({kCatalog.value})) continue;
      return fail(Code::kCorrupt, fmt::format("{} is damaged ({}): it holds rows of the catalog, "
                                              "and without them nothing can be told apart",
                                              lost.file, lost.why));
    }
  }
  hidden_ = 0;
  TableState mended = table;
  mended.history.floor = std::max(mended.history.floor, now_);
  if (mended.history.changes_from) mended.history.changes_from = now_;
  if (!table.dropped_at && table.id != kCatalog) {
    TM_TRY_STATUS(hide_what_shows_through(table));
    TM_TRY_STATUS(count_again(table));
  }
  repaired_.tables.push_back({table.id, now_, hidden_});
  return put(database_.meta(), table_row_key(table.id), encode_table(mended));
}

// Where a lost row lay above another stratum, the older row beneath would be shown in its place.
Status Mending::hide_what_shows_through(const TableState& table) {
  if (table.beneath.empty()) return Ok{};
  const Strata strata = strata_of(table, Timestamp::max());
  for (std::size_t depth = 0; depth + 1 < strata.size(); ++depth) {
    const KeyspaceId keyspace = strata[depth].keyspace;
    for (const LostRows& lost : repaired_.rows) {
      // A stratum as of an instant reads `hist` too; the newest state does not.
      const bool read = lost.family == "cur" || (lost.family == "hist" && depth > 0);
      if (!read || !lost.touches(keyspace)) continue;
      TM_TRY_STATUS(hide(table, depth, hidden_suffixes(lost, keyspace)));
    }
  }
  return Ok{};
}

Status Mending::hide(const TableState& table, std::size_t depth, const SuffixRange& range) {
  if (range.from >= range.until) return Ok{};
  StrataWalk walk(database_, strata_of(table, Timestamp::max()), range, Direction::kForward);
  for (; walk.valid(); walk.next()) {
    const KeyspaceId own{table.id.value};
    TM_TRY(const auto above, read_stratum(database_, {own, Timestamp::max()}, walk.suffix()));
    if (depth > 0 && above) continue;
    TM_TRY_STATUS(
        put(database_.cur(), cur_key(own, walk.suffix()), cur_value(now_, kTombstoneFlag, {})));
    ++hidden_;
  }
  return walk.status();
}

Status Mending::count_again(const TableState& table) {
  std::map<Part, Tally> tallies{{kItems, {}}};
  TM_TRY_STATUS(forget_counts(table, tallies));
  StrataWalk walk(database_, strata_of(table, Timestamp::max()), customers_suffixes(),
                  Direction::kForward);
  for (; walk.valid(); walk.next()) {
    const Part part = take_u16(walk.suffix());
    TM_TRY(const Tally one,
           tally_of_(table.id, part, std::string_view(walk.suffix()).substr(sizeof(Part)),
                     walk.row().value));
    tallies[part] += one;
  }
  TM_TRY_STATUS(walk.status());
  for (const auto& [part, tally] : tallies) TM_TRY_STATUS(put_tally({table.id.value}, part, tally));
  return Ok{};
}

// Every part that was counted, as nothing.
Status Mending::forget_counts(const TableState& table, std::map<Part, Tally>& tallies) {
  StrataWalk walk(database_, {{{table.id.value}, Timestamp::max()}},
                  {suffix_of(kTallyPart, {}), part_end(kTallyPart)}, Direction::kForward);
  for (; walk.valid(); walk.next()) {
    if (const auto part = part_of_tally(std::string_view(walk.suffix()).substr(sizeof(Part)))) {
      tallies.emplace(*part, Tally{});
    }
  }
  return walk.status();
}

Status Mending::put_tally(KeyspaceId own, Part part, const Tally& tally) {
  const std::string suffix = suffix_of(kTallyPart, tally_key(part));
  TM_TRY(const auto old, read_stratum(database_, {own, Timestamp::max()}, suffix));
  if (old) {  // pins still ask for it
    TM_TRY_STATUS(put(database_.hist(), hist_key(cur_key(own, suffix), old->written_at, now_),
                      hist_value(old->flags, old->value)));
  }
  return put(database_.cur(), cur_key(own, suffix),
             cur_value(now_, kValueFlag, encode_tally(tally)));
}

// A base that a job is still filling: the rows are copied from where they came.
Status Mending::fill_again(KeyspaceId base, TableId id) {
  const TablePtr table = registry_.live_table(id);
  if (!table || id.value == base.value) return Ok{};
  for (const LostRows& lost : repaired_.rows) {
    if (lost.family != "cur" || !lost.touches(base)) continue;
    const SuffixRange range = hidden_suffixes(lost, base);
    if (range.from >= range.until) continue;
    StrataWalk walk(database_, table->beneath, range, Direction::kForward);
    for (; walk.valid(); walk.next()) {
      TM_TRY_STATUS(put(database_.cur(), cur_key(base, walk.suffix()),
                        cur_value(walk.row().written_at, kValueFlag, walk.row().value)));
    }
    TM_TRY_STATUS(walk.status());
  }
  return Ok{};
}

}  // namespace

Status mend(const std::string& target, Repaired& repaired, const TallyOfTable& tally_of,
            Environment& environment) {
  TM_TRY(const auto database,
         Database::open(target, environment, {nullptr, std::make_shared<OldestEndFactory>()}));
  TM_TRY(const Registry registry, Registry::load(*database));
  TM_TRY_STATUS(Mending(*database, registry, repaired, tally_of).run());
  for (auto* family : {database->meta(), database->cur(), database->hist(), database->log()}) {
    const auto flushed = database->db().Flush(rocksdb::FlushOptions(), family);
    if (!flushed.ok()) return to_error(flushed, "flushing the copy");
  }
  return Ok{};
}

}  // namespace tidemark::storage
