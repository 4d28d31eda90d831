#include "api/backup/errors.h"
#include "api/backup/operations.h"
#include "api/backup/pages.h"
#include "api/backup/protected_members.h"
#include "api/backup/vault_members.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine& engine) {
  TM_OR_REPLY(const PageWanted page, page_wanted(request));
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  TM_OR_REPLY(const vault::Vault vault, vault_in_path(request, rows));
  const auto list = vault::protected_in_vault(rows, request.call.account, vault.name.name,
                                              page.after, page.limit);
  if (!list) return backup_error(list.error());
  return protected_reply(list.value());
}

}  // namespace

const BackupOperation kListProtectedResourcesByBackupVault{
    .name = "ListProtectedResourcesByBackupVault",
    .method = "GET",
    .path = "/backup-vaults/{backupVaultName}/resources",
    .honoured = "backupVaultName nextToken maxResults",
    .refused = "backupVaultAccountId",
    .handle = handle};

}  // namespace tidemark::api
