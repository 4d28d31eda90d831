#include "api/backup/errors.h"
#include "api/backup/operations.h"
#include "api/backup/vault_members.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine& engine) {
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  TM_OR_REPLY(const vault::Vault vault, vault_in_path(request, rows));
  codec::JsonWriter out;
  out.begin_object();
  write_vault(out, vault);
  out.end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kDescribeBackupVault{.name = "DescribeBackupVault",
                                           .method = "GET",
                                           .path = "/backup-vaults/{backupVaultName}",
                                           .honoured = "backupVaultName",
                                           .refused = "backupVaultAccountId",
                                           .handle = handle};

}  // namespace tidemark::api
