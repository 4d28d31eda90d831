#include "api/backup/errors.h"
#include "api/backup/operations.h"
#include "api/backup/restore_testing_members.h"
#include "api/backup/vault_members.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine& engine) {
  const std::string& name = request.in_path("RestoreTestingPlanName");
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  const auto answer = vault::delete_testing_plan(rows, request.call.account, name);
  if (!answer) return backup_error(answer.error());
  if (std::holds_alternative<vault::TestingPlanMissing>(answer.value())) {
    return invalid_request(
        fmt::format("Restore testing plan {} was not found in this account and region", name));
  }
  if (const auto* left = std::get_if<vault::TestingPlanHasSelections>(&answer.value())) {
    return invalid_request(
        fmt::format("Restore testing plan {} has {} selections: they must be deleted before it",
                    name, left->selections));
  }
  return backup_done();
}

}  // namespace

const BackupOperation kDeleteRestoreTestingPlan{
    .name = "DeleteRestoreTestingPlan",
    .method = "DELETE",
    .path = "/restore-testing/plans/{RestoreTestingPlanName}",
    .honoured = "RestoreTestingPlanName",
    .status = 204,
    .handle = handle};

}  // namespace tidemark::api
