#include "api/backup/errors.h"
#include "api/backup/operations.h"
#include "api/backup/vault_members.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine& engine) {
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  TM_OR_REPLY(const vault::Vault vault, vault_in_path(request, rows));
  if (!vault.access_policy) {
    return backup_not_found(fmt::format("Backup vault {} has no access policy", vault.name.name));
  }
  codec::JsonWriter out;
  out.begin_object();
  write_vault_name(out, vault.name);
  out.key("Policy").string(*vault.access_policy).end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kGetBackupVaultAccessPolicy{
    .name = "GetBackupVaultAccessPolicy",
    .method = "GET",
    .path = "/backup-vaults/{backupVaultName}/access-policy",
    .honoured = "backupVaultName",
    .handle = handle};

}  // namespace tidemark::api
