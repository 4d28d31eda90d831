// On-demand and system backups as rows of the catalog. Format: docs/formats/recovery.md.
#pragma once

#include "base/result.h"
#include "storage/types.h"
#include "tables/catalog.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace tidemark::recovery {

inline constexpr storage::Part kBackups = tables::kFirstRecoveryPart;

enum class BackupType : std::uint8_t { kUser = 0, kSystem = 1, kAwsBackup = 2 };

struct Backup {
  std::string id;  // "01489602797149-73d8d5bc": creation in ms, then eight hex digits
  std::string name;
  BackupType type = BackupType::kUser;
  Timestamp created_at;
  Timestamp at;  // the instant it holds
  std::optional<Timestamp> expires_at;
  tables::TableDescription table;  // as it was
  storage::Tally tally;
  friend bool operator==(const Backup&, const Backup&) = default;
};

// "…table/orders/backup/01489602797149-73d8d5bc"
std::string arn_of(const Backup& backup);

// The pin that keeps it, unique in the region's store.
std::string pin_of(const Backup& backup);

// The job that restores it; one at a time.
std::string restore_job_of(const Backup& backup);

// What an ARN says about a backup, and why it may say nothing.
struct BackupName {
  tables::TableName table;
  std::string id;
};

struct NoBackupArn {};  // no ARN of a backup at all

struct ForeignBackupArn {};  // an ARN, with a partition, service or region that there is not

using ParsedBackupArn = std::variant<BackupName, NoBackupArn, ForeignBackupArn>;
ParsedBackupArn parse_backup_arn(std::string_view arn);

storage::KeyRef key_of(const BackupName& name);
storage::KeyRef key_of(const Backup& backup);

std::string encode(const Backup& backup);
// Errors: kCorrupt
Result<Backup> decode_backup(std::string_view bytes);

}  // namespace tidemark::recovery
