#include "api/backup/errors.h"
#include "api/backup/operations.h"
#include "api/backup/vault_members.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine& engine) {
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  TM_OR_REPLY(const vault::Vault vault, vault_in_path(request, rows));
  if (!vault.notifications) {
    return backup_not_found(
        fmt::format("Backup vault {} has no notification configuration", vault.name.name));
  }
  codec::JsonWriter out;
  out.begin_object();
  write_vault_name(out, vault.name);
  out.key("SNSTopicArn").string(vault.notifications->topic_arn);
  out.key("BackupVaultEvents").begin_array();
  for (const std::string& event : vault.notifications->events) out.string(event);
  out.end_array().end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kGetBackupVaultNotifications{
    .name = "GetBackupVaultNotifications",
    .method = "GET",
    .path = "/backup-vaults/{backupVaultName}/notification-configuration",
    .honoured = "backupVaultName",
    .handle = handle};

}  // namespace tidemark::api
