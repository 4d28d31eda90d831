#include "api/backup/errors.h"
#include "api/backup/operations.h"
#include "api/backup/plan_members.h"
#include "api/backup/vault_members.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine& engine) {
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  const std::string& plan_id = request.in_path("backupPlanId");
  const std::string& id = request.in_path("selectionId");
  const auto answer = vault::delete_selection(rows, request.call.account, plan_id, id);
  if (!answer) return backup_error(answer.error());
  if (std::holds_alternative<vault::PlanMissing>(answer.value())) {
    return plan_of_selection_missing(plan_id);
  }
  if (std::holds_alternative<vault::SelectionMissing>(answer.value())) {
    return selection_missing(id);
  }
  return backup_done();
}

}  // namespace

const BackupOperation kDeleteBackupSelection{
    .name = "DeleteBackupSelection",
    .method = "DELETE",
    .path = "/backup/plans/{backupPlanId}/selections/{selectionId}",
    .honoured = "backupPlanId selectionId",
    .handle = handle};

}  // namespace tidemark::api
