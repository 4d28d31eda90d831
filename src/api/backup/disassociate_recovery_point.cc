#include "api/backup/errors.h"
#include "api/backup/operations.h"
#include "api/backup/point_members.h"
#include "api/backup/vault_members.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine& engine) {
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  TM_OR_REPLY(const vault::RecoveryPoint point, point_in_path(request, rows));
  return invalid_request(fmt::format(
      "Recovery point {} is not a continuous one: only those can be disassociated", point.arn));
}

}  // namespace

// Continuous recovery points are of other kinds of resources, so it always refuses: as on AWS for
// a table's. Source: aws-contract C.5.
const BackupOperation kDisassociateRecoveryPoint{
    .name = "DisassociateRecoveryPoint",
    .method = "POST",
    .path = "/backup-vaults/{backupVaultName}/recovery-points/{recoveryPointArn}/disassociate",
    .honoured = "backupVaultName recoveryPointArn",
    .handle = handle};

}  // namespace tidemark::api
