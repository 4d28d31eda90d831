#include "recovery/expiry_jobs.h"

#include "codec/varint.h"
#include "recovery/backups.h"
#include "recovery/restore_job.h"

namespace tidemark::recovery {

namespace {

// How long a job waits for a restore to end, or for a floor that is late.
constexpr std::chrono::minutes kLookAgainAfter{10};

}  // namespace

storage::JobRow expiry_job(const Backup& backup) {
  storage::JobRow row;
  row.id = "expire:" + arn_of(backup);
  row.kind = kExpiryJob;
  row.due_at = backup.expires_at.value_or(backup.created_at);
  row.state = arn_of(backup);
  return row;
}

Result<storage::Step> step_expiry(storage::Store& store, const storage::JobRow& row,
                                  const Clock& clock) {
  const ParsedBackupArn parsed = parse_backup_arn(row.state);
  const auto* name = std::get_if<BackupName>(&parsed);
  if (name == nullptr) {
    return fail(Code::kCorrupt, fmt::format("job '{}' names no backup: '{}'", row.id, row.state));
  }
  TM_TRY(const std::optional<Backup> backup, find_backup(store, *name));
  const auto restoring = backup ? store.job(restore_job_of(*backup)) : std::nullopt;
  if (restoring && !restoring->failed) {
    storage::Step later{row, false, {}};
    later.row.due_at = clock.now() + kLookAgainAfter;
    return later;
  }
  const auto remove = [name = *name](storage::View& view) -> storage::Decision {
    const Result<std::optional<Backup>> found = find_backup(view, name);
    if (!found || !found.value()) return storage::Changes{};
    // A restore began meanwhile: the row stays and is stepped again.
    if (is_being_restored(view, *found.value())) return storage::Refused{};
    return removal_of(*found.value());
  };
  return storage::Step{row, true, remove};
}

std::string forget_job_of(const std::string& table_id) {
  return "forget:" + table_id;
}

storage::JobRow forget_job(const tables::TableDescription& table, Timestamp due_at) {
  storage::JobRow row;
  row.id = forget_job_of(table.table_id);
  row.kind = kForgetJob;
  row.due_at = due_at;
  codec::append_big_endian(row.state, table.stored_as.value);
  row.state += tables::dropped_key(table.name.account, table.name.region, table.table_id).key;
  return row;
}

Result<storage::Step> step_forget(storage::Store& store, const storage::JobRow& row,
                                  const Clock& clock) {
  std::string_view state = row.state;
  TM_TRY(const std::uint64_t id, codec::take_big_endian<std::uint64_t>(state));
  const auto table = store.table(storage::TableId{id});
  if (table && table->dropped_at && table->history.kept &&
      table->history.floor < *table->dropped_at) {
    storage::Step later{row, false, {}};
    later.row.due_at = clock.now() + kLookAgainAfter;
    return later;
  }
  const auto forget = [key = std::string(state)](storage::View&) -> storage::Decision {
    storage::Changes changes;
    changes.makes_room = true;
    changes.remove({storage::kCatalog, tables::kDroppedTables, key});
    return changes;
  };
  return storage::Step{row, true, forget};
}

void add_kinds(storage::JobRunner& runner, const Clock& clock) {
  runner.add_kind(std::string(kRestoreJob), [](storage::Store& store, const storage::JobRow& row) {
    return step_restore(store, row);
  });
  runner.add_kind(
      std::string(kExpiryJob),
      [&clock](storage::Store& store, const storage::JobRow& row) {
        return step_expiry(store, row, clock);
      },
      storage::InDoubt::kWaits);
  runner.add_kind(
      std::string(kForgetJob),
      [&clock](storage::Store& store, const storage::JobRow& row) {
        return step_forget(store, row, clock);
      },
      storage::InDoubt::kWaits);
}

}  // namespace tidemark::recovery
