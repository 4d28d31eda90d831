#include "recovery/deleted_tables.h"

#include "recovery/backups.h"
#include "recovery/expiry_jobs.h"
#include "recovery/restore_job.h"
#include "tables/streams.h"
#include "tables/write.h"

#include <algorithm>

namespace tidemark::recovery {

namespace {

bool names(const storage::Strata& strata, storage::TableId table) {
  return std::any_of(strata.begin(), strata.end(), [&](const storage::StratumRef& stratum) {
    return stratum.keyspace.value == table.value;
  });
}

// The system backup that the deletion left, if it is still there.
Result<std::vector<Backup>> backups_of(const storage::Store& store, const tables::TableName& name) {
  BackupFilter filter{name.account, name.region, name.name, {}, {}, {}, {}, SIZE_MAX};
  TM_TRY(BackupPage page, list_backups(store, filter));
  return std::move(page.backups);
}

Result<std::vector<std::string>> forbidding(const storage::Store& store,
                                            const tables::TableDescription& table) {
  std::vector<std::string> by;
  for (const storage::PinState& pin : store.pins()) {
    if (!names(pin.sees, table.stored_as)) continue;
    const bool system = pin.id.ends_with("-00000000") && pin.table == table.stored_as;
    if (!system) by.push_back(pin.id.starts_with("backup:") ? pin.id.substr(7) : pin.id);
  }
  for (const storage::JobRow& row : store.jobs()) {
    if (row.kind != kRestoreJob) continue;
    TM_TRY(const RestoreProgress progress, decode_restore_progress(row.state));
    const auto target = store.table(progress.stored_as);
    if (target && names(target->beneath, table.stored_as)) {
      by.push_back(tables::arn_of(progress.target));
    }
  }
  return by;
}

}  // namespace

Result<std::vector<DeletedTable>> list_deleted(const storage::Store& store,
                                               const std::string& account,
                                               const std::string& region, Timestamp now) {
  TM_TRY(const std::vector<tables::DroppedTable> dropped,
         tables::list_dropped(store, account, region));
  const WindowClock clock = window_clock(store, now);
  std::vector<DeletedTable> deleted;
  for (const tables::DroppedTable& one : dropped) {
    const auto state = store.table(one.table.stored_as);
    if (!state || !state->dropped_at) continue;
    const std::optional<Window> window = window_of(one.table, *state, clock, {});
    if (window) deleted.push_back({one, *window});
  }
  std::sort(deleted.begin(), deleted.end(), [](const DeletedTable& a, const DeletedTable& b) {
    return a.dropped.dropped_at < b.dropped.dropped_at;
  });
  return deleted;
}

Result<PurgeAnswer> purge(storage::Store& store, const std::string& account,
                          const std::string& region, const std::string& table_id, Timestamp now) {
  TM_TRY(const std::vector<DeletedTable> deleted, list_deleted(store, account, region, now));
  const auto found = std::find_if(deleted.begin(), deleted.end(), [&](const DeletedTable& one) {
    return one.dropped.table.table_id == table_id;
  });
  if (found == deleted.end()) return PurgeAnswer(NoDeletedTable{});
  const tables::TableDescription& table = found->dropped.table;
  TM_TRY(std::vector<std::string> by, forbidding(store, table));
  if (!by.empty()) return PurgeAnswer(PurgeForbidden{std::move(by)});

  storage::Changes changes;
  changes.makes_room = true;
  changes.purges.push_back(table.stored_as);
  const storage::KeyRef dropped_row = tables::dropped_key(account, region, table_id);
  changes.remove(dropped_row);
  changes.finished_jobs.push_back(forget_job_of(table_id));
  TM_TRY(const std::vector<Backup> backups, backups_of(store, table.name));
  for (const Backup& backup : backups) {
    if (backup.type != BackupType::kSystem || backup.table.table_id != table_id) continue;
    changes.append(removal_of(backup));
    changes.finished_jobs.push_back(expiry_job(backup).id);
  }
  tables::Write<PurgeAnswer> write(
      store, {dropped_row},
      [&](storage::View& view, PurgeAnswer& answer) -> Result<storage::Decision> {
        TM_TRY(const auto row, view.get(dropped_row));
        if (!row) return storage::Decision(storage::Refused{});
        answer = Purged{};
        storage::Changes all = changes;
        TM_TRY_STATUS(tables::remove_streams_of(view, table, all));
        return storage::Decision(std::move(all));
      });
  return write.run();
}

}  // namespace tidemark::recovery
