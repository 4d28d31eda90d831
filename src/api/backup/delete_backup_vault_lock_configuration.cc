#include "api/backup/operations.h"
#include "api/backup/vault_settings.h"

namespace tidemark::api {
namespace {

// Of a vault without a lock there is nothing to take off, which is no error.
Reply handle(const BackupRequest& request, Engine& engine) {
  return change_setting(
      request, engine, [](vault::Vault& vault, Timestamp now) -> std::optional<vault::VaultLocked> {
        if (vault::is_compliance_locked(vault, now)) {
          return vault::VaultLocked{*vault.lock->locked_at};
        }
        vault.lock.reset();
        return std::nullopt;
      });
}

}  // namespace

const BackupOperation kDeleteBackupVaultLockConfiguration{
    .name = "DeleteBackupVaultLockConfiguration",
    .method = "DELETE",
    .path = "/backup-vaults/{backupVaultName}/vault-lock",
    .honoured = "backupVaultName",
    .handle = handle};

}  // namespace tidemark::api
