#include "api/backup/vault_members.h"

#include "api/backup/errors.h"
#include "api/services.h"

namespace tidemark::api {

void write_vault_name(codec::JsonWriter& out, const vault::VaultName& name) {
  out.key("BackupVaultName").string(name.name);
  out.key("BackupVaultArn").string(vault::arn_of(name));
}

void write_vault(codec::JsonWriter& out, const vault::Vault& vault) {
  write_vault_name(out, vault.name);
  out.key("VaultType").string("BACKUP_VAULT");
  out.key("VaultState").string("AVAILABLE");
  out.key("CreationDate").epoch_seconds(vault.created_at);
  if (vault.creator_request_id) out.key("CreatorRequestId").string(*vault.creator_request_id);
  out.key("NumberOfRecoveryPoints").number(vault.recovery_points);
  out.key("Locked").boolean(vault.lock.has_value());
  if (!vault.lock) return;
  if (vault.lock->min_retention_days) {
    out.key("MinRetentionDays").number(std::int64_t{*vault.lock->min_retention_days});
  }
  if (vault.lock->max_retention_days) {
    out.key("MaxRetentionDays").number(std::int64_t{*vault.lock->max_retention_days});
  }
  if (vault.lock->locked_at) out.key("LockDate").epoch_seconds(*vault.lock->locked_at);
}

Reply vault_missing(const std::string& name) {
  return backup_not_found(
      fmt::format("Backup vault {} was not found in this account and region", name));
}

Reply vault_locked(const std::string& name) {
  return invalid_request(fmt::format(
      "Backup vault {} is locked in compliance mode: its lock can no longer be changed", name));
}

Parsed<vault::Rows> rows_of(const BackupRequest& request, Engine& engine) {
  auto rows = engine.services->backup.open(request.call.region);
  if (!rows) return backup_error(rows.error());
  return std::move(rows).value();
}

Parsed<vault::Vault> vault_in_path(const BackupRequest& request, const vault::Rows& rows) {
  const std::string& name = request.in_path("backupVaultName");
  auto found = vault::find<vault::Vault>(rows, vault::vault_key(request.call.account, name));
  if (!found) return backup_error(found.error());
  if (!found.value()) return vault_missing(name);
  return *std::move(found).value();
}

}  // namespace tidemark::api
