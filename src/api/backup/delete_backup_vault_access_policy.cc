#include "api/backup/operations.h"
#include "api/backup/vault_settings.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine& engine) {
  return change_setting(request, engine, [](vault::Vault& vault, Timestamp) {
    vault.access_policy.reset();
    return std::optional<vault::VaultLocked>();
  });
}

}  // namespace

const BackupOperation kDeleteBackupVaultAccessPolicy{
    .name = "DeleteBackupVaultAccessPolicy",
    .method = "DELETE",
    .path = "/backup-vaults/{backupVaultName}/access-policy",
    .honoured = "backupVaultName",
    .handle = handle};

}  // namespace tidemark::api
