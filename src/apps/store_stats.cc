#include "apps/store_stats.h"

#include "recovery/backup_row.h"
#include "tables/catalog_check.h"

#include <algorithm>
#include <map>

namespace tidemark::apps {

namespace {

using storage::StoppedStore;
using storage::TableState;

std::map<std::string, std::string> backups_by_pin(const StoppedStore& store) {
  std::map<std::string, std::string> names;
  const storage::Strata catalog{{{storage::kCatalog.value}, Timestamp::max()}};
  const Status walked = store.each(
      catalog, recovery::kBackups, [&](std::string_view, std::string_view value) -> Status {
        TM_TRY(const recovery::Backup backup, recovery::decode_backup(value));
        names[recovery::pin_of(backup)] = backup.name;
        return Ok{};
      });
  if (!walked) names.clear();  // `tidemark check` tells why
  return names;
}

TableStats stats_of_table(const tables::TableDescription& table, const StoppedStore& store,
                          const storage::StoppedUse& use) {
  TableStats stats;
  stats.name = table.name.name;
  stats.account = table.name.account;
  stats.id = table.table_id;
  stats.keyspace = table.stored_as.value;
  const auto state = store.table(table.stored_as);
  if (!state) return stats;
  stats.dropped_at = state->dropped_at;
  stats.history = state->history;
  stats.for_stream = table.history_for_stream_only;
  stats.strata = 1 + state->beneath.size();
  if (const auto found = use.keyspaces.find({stats.keyspace}); found != use.keyspaces.end()) {
    stats.use = found->second;
  }
  for (const storage::StratumRef& stratum : state->beneath) {
    const auto base = use.keyspaces.find(stratum.keyspace);
    if (stratum.at == Timestamp::max() && base != use.keyspaces.end()) {
      stats.base_bytes += base->second.disk.current;
    }
  }
  return stats;
}

std::uint64_t disk_bytes(const TableStats& table) {
  const storage::KeyspaceBytes& disk = table.use.disk;
  return disk.current + disk.history + disk.log + table.base_bytes;
}

std::vector<PinStats> stats_of_pins(const StoppedStore& store, const storage::StoppedUse& use,
                                    const std::vector<TableStats>& tables) {
  std::map<std::uint64_t, std::string> names;
  for (const TableStats& table : tables) names[table.keyspace] = table.name;
  const auto backups = backups_by_pin(store);
  std::vector<PinStats> result;
  for (const storage::PinState& pin : store.pins()) {
    PinStats stats{.id = pin.id, .backup = {}, .table = {}, .at = pin.at, .alone = {}};
    if (const auto found = backups.find(pin.id); found != backups.end()) {
      stats.backup = found->second;
    }
    const auto name = names.find(pin.table.value);
    stats.table = name != names.end() ? name->second : fmt::format("(gone) {}", pin.table.value);
    for (const storage::StratumRef& stratum : pin.sees) {
      const auto keyspace = use.keyspaces.find(stratum.keyspace);
      if (keyspace == use.keyspaces.end() || !keyspace->second.history) continue;
      if (!stats.alone) stats.alone.emplace();
      const auto& held = keyspace->second.history->held_by;
      const auto found = held.find(stratum.at);
      if (found == held.end()) continue;
      stats.alone->versions += found->second.versions;
      stats.alone->bytes += found->second.bytes;
    }
    result.push_back(std::move(stats));
  }
  std::ranges::sort(result, {}, &PinStats::at);
  return result;
}

Result<RegionStats> stats_of_store(const std::string& region, const StoppedStore& store,
                                   Timestamp now, bool walk) {
  RegionStats stats;
  stats.region = region;
  TM_TRY(stats.use, storage::use_of(store, now, walk));
  storage::Findings findings;
  const tables::CatalogRows catalog = tables::check_catalog(store, findings);
  stats.damaged = !findings.empty();
  for (const auto& table : catalog.live) {
    stats.tables.push_back(stats_of_table(table, store, stats.use));
  }
  for (const auto& dropped : catalog.dropped) {
    if (store.table(dropped.table.stored_as)) {
      stats.tables.push_back(stats_of_table(dropped.table, store, stats.use));
    }
  }
  std::ranges::stable_sort(stats.tables, std::greater<>(), disk_bytes);
  stats.pins = stats_of_pins(store, stats.use, stats.tables);
  stats.jobs = store.jobs();
  std::ranges::sort(stats.jobs, {}, &storage::JobRow::due_at);
  stats.bases = store.bases().size();
  return stats;
}

}  // namespace

Result<DirectoryStats> stats_of(const storage::DataDirectory& directory,
                                storage::Environment& environment, Timestamp now, bool walk) {
  DirectoryStats stats{.directory = directory.path(), .now = now, .regions = {}};
  for (const std::string& region : directory.regions()) {
    const auto store = StoppedStore::open(directory.path_of_region(region), environment);
    if (store) {
      TM_TRY(RegionStats of_region, stats_of_store(region, *store.value(), now, walk));
      stats.regions.push_back(std::move(of_region));
    } else if (store.error().code == Code::kNotFound) {
      stats.regions.emplace_back();
      stats.regions.back().region = region;
      stats.regions.back().empty = true;
    } else {
      return fail(store.error().code, fmt::format("{}: {}", region, store.error().message));
    }
  }
  return stats;
}

}  // namespace tidemark::apps
