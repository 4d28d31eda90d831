// Every operation of AWS Backup that there is. Each is defined in the file of its name.
#pragma once

#include "api/backup/operation.h"

#include <span>
#include <string_view>

namespace tidemark::api {

extern const BackupOperation kCreateBackupVault;
extern const BackupOperation kDescribeBackupVault;
extern const BackupOperation kListBackupVaults;
extern const BackupOperation kDeleteBackupVault;

// A path without a name in some place stands before one with a name there.
std::span<const BackupOperation* const> backup_operations();

// What AWS has and we refuse, and why.
struct RefusedBackupOperation {
  std::string_view name;
  std::string_view method;
  std::string_view path;
  std::string_view reason;
};

std::span<const RefusedBackupOperation> refused_backup_operations();

}  // namespace tidemark::api
