#include "api/backup/errors.h"
#include "api/backup/operations.h"
#include "api/backup/restore_testing_members.h"
#include "api/backup/vault_members.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine& engine) {
  const std::string& plan = request.in_path("RestoreTestingPlanName");
  const std::string& name = request.in_path("RestoreTestingSelectionName");
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  const auto answer = vault::delete_testing_selection(rows, request.call.account, plan, name);
  if (!answer) return backup_error(answer.error());
  if (std::holds_alternative<vault::TestingSelectionMissing>(answer.value())) {
    return testing_selection_missing(plan, name);
  }
  return backup_done();
}

}  // namespace

const BackupOperation kDeleteRestoreTestingSelection{
    .name = "DeleteRestoreTestingSelection",
    .method = "DELETE",
    .path =
        "/restore-testing/plans/{RestoreTestingPlanName}/selections/{RestoreTestingSelectionName}",
    .honoured = "RestoreTestingPlanName RestoreTestingSelectionName",
    .status = 204,
    .handle = handle};

}  // namespace tidemark::api
