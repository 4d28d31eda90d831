// On-demand backups: a pin and the table's description, in one commit, whatever the table's size.
//
// Threads   Any; those that write wait for the disk, so never on a connection's thread.
// Errors    those of the store.
#pragma once

#include "base/random.h"
#include "recovery/backup_row.h"
#include "recovery/continuous_backups.h"
#include "storage/store.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tidemark::recovery {

struct BackupMissing {};

struct BackupInUse {};  // a restore still reads it

struct ManagedBackup {};  // AWS Backup made it, and AWS Backup deletes it

struct SystemBackup {  // expires by itself, nobody deletes it
  Timestamp expires_at;
};

using CreateBackupAnswer = std::variant<TableMissing, Backup>;
using DeleteBackupAnswer =
    std::variant<BackupMissing, Backup, BackupInUse, SystemBackup, ManagedBackup>;

// The changes that make a backup of what `view` shows: they must run first in their group.
// Errors: those of View::strata_at
Result<Backup> add_backup(storage::View& view, const tables::TableDescription& table, Backup begun,
                          storage::Changes& changes);

// Whether a restore still reads it. One that failed for good reads nothing any more.
bool is_being_restored(const storage::View& view, const Backup& backup);

// Row and pin go; whoever asked has seen that nothing forbids it.
storage::Changes removal_of(const Backup& backup);

Result<CreateBackupAnswer> create_backup(storage::Store& store, const tables::TableName& table,
                                         const std::string& name, Timestamp now, Random& random);

Result<std::optional<Backup>> find_backup(const storage::Store& store, const BackupName& name);
Result<std::optional<Backup>> find_backup(const storage::View& view, const BackupName& name);

Result<DeleteBackupAnswer> delete_backup(storage::Store& store, const BackupName& name);

struct BackupFilter {
  std::string account;
  std::string region;
  std::optional<std::string> table;
  std::optional<BackupType> type;   // nullopt: all
  std::optional<Timestamp> from;    // inclusive
  std::optional<Timestamp> until;   // exclusive
  std::optional<BackupName> after;  // a cursor; need not exist
  std::size_t limit = 100;
};

struct BackupPage {
  std::vector<Backup> backups;  // by creation
  bool more = false;
};

Result<BackupPage> list_backups(const storage::Store& store, const BackupFilter& filter);

}  // namespace tidemark::recovery
