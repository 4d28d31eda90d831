#include "api/backup/errors.h"
#include "api/backup/operations.h"
#include "api/backup/vault_members.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine& engine) {
  const std::string& name = request.in_path("backupVaultName");
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  const auto answer = vault::delete_vault(rows, request.call.account, name);
  if (!answer) return backup_error(answer.error());
  if (std::holds_alternative<vault::VaultMissing>(answer.value())) return vault_missing(name);
  if (std::holds_alternative<vault::VaultNotEmpty>(answer.value())) {
    return backup_error("InvalidRequestException",
                        "Backup vault cannot be deleted because it contains recovery points.",
                        "ERROR_9101");
  }
  return backup_done();
}

}  // namespace

const BackupOperation kDeleteBackupVault{.name = "DeleteBackupVault",
                                         .method = "DELETE",
                                         .path = "/backup-vaults/{backupVaultName}",
                                         .honoured = "backupVaultName",
                                         .handle = handle};

}  // namespace tidemark::api
