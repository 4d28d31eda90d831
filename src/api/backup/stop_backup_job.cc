#include "api/backup/errors.h"
#include "api/backup/job_members.h"
#include "api/backup/operations.h"
#include "api/backup/vault_members.h"
#include "api/services.h"
#include "vault/backup_start.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine& engine) {
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  const std::string& id = request.in_path("backupJobId");
  const auto answer = vault::stop_backup(rows, request.call.account, id);
  if (!answer) return backup_error(answer.error());
  if (std::holds_alternative<vault::BackupMissing>(answer.value())) return no_such_job(id);
  if (const auto* over = std::get_if<vault::BackupOver>(&answer.value())) {
    return invalid_request(fmt::format("Backup job {} is {} and can no longer be stopped", id,
                                       vault::name_of(over->state)));
  }
  engine.services->poke_jobs();
  return backup_done();
}

}  // namespace

const BackupOperation kStopBackupJob{.name = "StopBackupJob",
                                     .method = "POST",
                                     .path = "/backup-jobs/{backupJobId}",
                                     .honoured = "backupJobId",
                                     .handle = handle};

}  // namespace tidemark::api
