#include "api/backup/operations.h"
#include "api/backup/vault_settings.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine& engine) {
  return change_setting(request, engine, [](vault::Vault& vault, Timestamp) {
    vault.notifications.reset();
    return std::optional<vault::VaultLocked>();
  });
}

}  // namespace

const BackupOperation kDeleteBackupVaultNotifications{
    .name = "DeleteBackupVaultNotifications",
    .method = "DELETE",
    .path = "/backup-vaults/{backupVaultName}/notification-configuration",
    .honoured = "backupVaultName",
    .handle = handle};

}  // namespace tidemark::api
