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
  const auto found = vault::find<vault::RestoreTestingSelection>(
      rows, vault::testing_selection_key(request.call.account, plan, name));
  if (!found) return backup_error(found.error());
  if (!found.value()) return testing_selection_missing(plan, name);
  codec::JsonWriter out;
  out.begin_object().key("RestoreTestingSelection").begin_object();
  write_testing_selection(out, *found.value(), true);
  out.end_object().end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kGetRestoreTestingSelection{
    .name = "GetRestoreTestingSelection",
    .method = "GET",
    .path =
        "/restore-testing/plans/{RestoreTestingPlanName}/selections/{RestoreTestingSelectionName}",
    .honoured = "RestoreTestingPlanName RestoreTestingSelectionName",
    .handle = handle};

}  // namespace tidemark::api
