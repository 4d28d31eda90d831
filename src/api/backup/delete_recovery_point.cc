#include "api/backup/errors.h"
#include "api/backup/operations.h"
#include "api/backup/point_members.h"
#include "api/backup/vault_members.h"
#include "api/services.h"
#include "vault/point_removal.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine& engine) {
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  const std::string& arn = request.in_path("recoveryPointArn");
  const auto answer =
      vault::delete_point(rows, request.call.account, request.in_path("backupVaultName"), arn);
  if (!answer) return backup_error(answer.error());
  if (std::holds_alternative<vault::PointMissing>(answer.value())) return no_such_point(arn);
  if (const auto* kept = std::get_if<vault::PointKept>(&answer.value())) {
    return invalid_request(kept->why);
  }
  engine.services->poke_jobs();
  return backup_done();
}

}  // namespace

const BackupOperation kDeleteRecoveryPoint{
    .name = "DeleteRecoveryPoint",
    .method = "DELETE",
    .path = "/backup-vaults/{backupVaultName}/recovery-points/{recoveryPointArn}",
    .honoured = "backupVaultName recoveryPointArn",
    .handle = handle};

}  // namespace tidemark::api
