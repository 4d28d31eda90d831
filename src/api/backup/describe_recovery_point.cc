#include "api/backup/errors.h"
#include "api/backup/operations.h"
#include "api/backup/point_members.h"
#include "api/backup/vault_members.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine& engine) {
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  TM_OR_REPLY(const vault::RecoveryPoint point, point_in_path(request, rows));
  codec::JsonWriter out;
  out.begin_object();
  write_point(out, point);
  out.end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kDescribeRecoveryPoint{
    .name = "DescribeRecoveryPoint",
    .method = "GET",
    .path = "/backup-vaults/{backupVaultName}/recovery-points/{recoveryPointArn}",
    .honoured = "backupVaultName recoveryPointArn",
    .refused = "backupVaultAccountId",
    .handle = handle};

}  // namespace tidemark::api
