#include "api/backup/errors.h"
#include "api/backup/operations.h"
#include "api/backup/point_members.h"
#include "api/backup/vault_members.h"
#include "vault/resource_arn.h"

namespace tidemark::api {
namespace {

// What StartRestoreJob takes; the table's name is for the caller to choose.
Reply handle(const BackupRequest& request, Engine& engine) {
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  TM_OR_REPLY(const vault::RecoveryPoint point, point_in_path(request, rows));
  codec::JsonWriter out;
  out.begin_object();
  out.key("BackupVaultArn").string(vault::arn_of(point.vault));
  out.key("RecoveryPointArn").string(point.arn);
  out.key("ResourceType").string(vault::kDynamoDb);
  out.key("RestoreMetadata").begin_object();
  out.key("originalTableName").string(point.resource_name);
  out.key("encryptionType").string("Default");
  out.end_object().end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kGetRecoveryPointRestoreMetadata{
    .name = "GetRecoveryPointRestoreMetadata",
    .method = "GET",
    .path = "/backup-vaults/{backupVaultName}/recovery-points/{recoveryPointArn}/restore-metadata",
    .honoured = "backupVaultName recoveryPointArn",
    .refused = "backupVaultAccountId",
    .handle = handle};

}  // namespace tidemark::api
