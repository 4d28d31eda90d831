#include "recovery/backups.h"

#include "codec/ordered_bytes.h"
#include "tables/write.h"

namespace tidemark::recovery {

namespace {

Result<std::optional<Backup>> decoded(Result<std::optional<storage::Version>> read) {
  if (!read) return std::move(read).error();
  if (!read.value()) return std::optional<Backup>();
  TM_TRY(Backup backup, decode_backup(read.value()->value));
  return std::optional<Backup>(std::move(backup));
}

bool matches(const BackupFilter& filter, const Backup& backup) {
  if (filter.table && backup.table.name.name != *filter.table) return false;
  if (filter.type && backup.type != *filter.type) return false;
  if (filter.from && backup.created_at < *filter.from) return false;
  return !filter.until || backup.created_at < *filter.until;
}

}  // namespace

Result<Backup> add_backup(storage::View& view, const tables::TableDescription& table, Backup begun,
                          storage::Changes& changes) {
  begun.at = view.before();
  begun.table = table;
  begun.tally = view.tally(table.stored_as);
  TM_TRY(storage::Strata sees, view.strata_at(table.stored_as, begun.at));
  changes.first_in_group = true;
  changes.pins.push_back({pin_of(begun), table.stored_as, begun.at, std::move(sees)});
  changes.put(key_of(begun), encode(begun));
  return begun;
}

Result<CreateBackupAnswer> create_backup(storage::Store& store, const tables::TableName& table,
                                         const std::string& name, Timestamp now, Random& random) {
  Backup begun;
  begun.id = fmt::format("{:014}-{}", now.micros / 1000, random.hex(8));
  begun.name = name;
  begun.created_at = {now.micros / 1000 * 1000};
  tables::Write<CreateBackupAnswer> write(
      store, {tables::live_key(table)},
      [&](storage::View& view, CreateBackupAnswer& answer) -> Result<storage::Decision> {
        TM_TRY(const tables::FoundTable found, tables::find(view, table));
        if (!found || tables::status_at(*found, now) == tables::TableStatus::kCreating) {
          return storage::Decision(storage::Refused{});
        }
        storage::Changes changes;
        TM_TRY(answer, add_backup(view, *found, begun, changes));
        return storage::Decision(std::move(changes));
      });
  return write.run();
}

bool is_being_restored(const storage::View& view, const Backup& backup) {
  const auto job = view.job(restore_job_of(backup));
  return job && !job->failed;
}

storage::Changes removal_of(const Backup& backup) {
  storage::Changes changes;
  changes.makes_room = true;
  changes.remove(key_of(backup));
  changes.unpins.push_back(pin_of(backup));
  return changes;
}

Result<std::optional<Backup>> find_backup(const storage::Store& store, const BackupName& name) {
  return decoded(store.read(key_of(name)));
}

Result<std::optional<Backup>> find_backup(const storage::View& view, const BackupName& name) {
  return decoded(view.get(key_of(name)));
}

Result<DeleteBackupAnswer> delete_backup(storage::Store& store, const BackupName& name) {
  tables::Write<DeleteBackupAnswer> write(
      store, {key_of(name)},
      [&](storage::View& view, DeleteBackupAnswer& answer) -> Result<storage::Decision> {
        TM_TRY(const std::optional<Backup> backup, find_backup(view, name));
        if (!backup) return storage::Decision(storage::Refused{});
        if (backup->type == BackupType::kSystem) {
          answer = SystemBackup{backup->expires_at.value_or(backup->created_at)};
          return storage::Decision(storage::Refused{});
        }
        if (backup->type == BackupType::kAwsBackup) {
          answer = ManagedBackup{};
          return storage::Decision(storage::Refused{});
        }
        if (is_being_restored(view, *backup)) {
          answer = BackupInUse{};
          return storage::Decision(storage::Refused{});
        }
        answer = *backup;
        return storage::Decision(removal_of(*backup));
      });
  return write.run();
}

Result<BackupPage> list_backups(const storage::Store& store, const BackupFilter& filter) {
  std::string from;
  codec::append_ordered(from, filter.account);
  codec::append_ordered(from, filter.region);
  const std::string prefix = from;
  if (filter.after) from = key_of(*filter.after).key;
  TM_TRY(storage::Scan scan,
         store.scan({storage::kCatalog, kBackups, from, {}}, storage::Direction::kForward));
  BackupPage page;
  for (; scan.valid() && scan.key().starts_with(prefix); scan.next()) {
    if (filter.after && scan.key() == from) continue;
    TM_TRY(Backup backup, decode_backup(scan.value()));
    if (!matches(filter, backup)) continue;
    if (page.backups.size() == filter.limit) {
      page.more = true;
      break;
    }
    page.backups.push_back(std::move(backup));
  }
  TM_TRY_STATUS(scan.status());
  return page;
}

}  // namespace tidemark::recovery
