#include "api/backup/errors.h"
#include "api/backup/operations.h"
#include "api/backup/plan_members.h"
#include "api/backup/vault_members.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine& engine) {
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  const std::string& account = request.call.account;
  const std::string& plan_id = request.in_path("backupPlanId");
  const std::string& id = request.in_path("selectionId");
  const auto plan = vault::find_plan(rows, account, plan_id);
  if (!plan) return backup_error(plan.error());
  if (!plan.value()) return plan_of_selection_missing(plan_id);
  const auto found =
      vault::find<vault::BackupSelection>(rows, vault::selection_key(account, plan_id, id));
  if (!found) return backup_error(found.error());
  if (!found.value()) return selection_missing(id);
  const vault::BackupSelection& selection = *found.value();
  codec::JsonWriter out;
  out.begin_object().key("BackupSelection");
  write_selection_document(out, selection.document);
  out.key("SelectionId").string(selection.id);
  out.key("BackupPlanId").string(selection.plan_id);
  out.key("CreationDate").epoch_seconds(selection.created_at);
  if (selection.creator_request_id) {
    out.key("CreatorRequestId").string(*selection.creator_request_id);
  }
  out.end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kGetBackupSelection{
    .name = "GetBackupSelection",
    .method = "GET",
    .path = "/backup/plans/{backupPlanId}/selections/{selectionId}",
    .honoured = "backupPlanId selectionId",
    .handle = handle};

}  // namespace tidemark::api
