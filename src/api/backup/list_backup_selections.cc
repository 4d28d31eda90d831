#include "api/backup/errors.h"
#include "api/backup/operations.h"
#include "api/backup/pages.h"
#include "api/backup/plan_members.h"
#include "api/backup/vault_members.h"

namespace tidemark::api {
namespace {

void write_summary(codec::JsonWriter& out, const vault::BackupSelection& selection) {
  out.begin_object();
  out.key("SelectionId").string(selection.id);
  out.key("SelectionName").string(selection.document.name);
  out.key("BackupPlanId").string(selection.plan_id);
  out.key("CreationDate").epoch_seconds(selection.created_at);
  if (selection.creator_request_id) {
    out.key("CreatorRequestId").string(*selection.creator_request_id);
  }
  out.key("IamRoleArn").string(selection.document.iam_role_arn);
  out.end_object();
}

Reply handle(const BackupRequest& request, Engine& engine) {
  TM_OR_REPLY(const PageWanted page, page_wanted(request));
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  const std::string& plan_id = request.in_path("backupPlanId");
  const auto plan = vault::find_plan(rows, request.call.account, plan_id);
  if (!plan) return backup_error(plan.error());
  if (!plan.value()) return plan_of_selection_missing(plan_id);
  const auto selections = vault::list<vault::BackupSelection>(
      rows, vault::selections_prefix(request.call.account, plan_id), page.after, page.limit + 1);
  if (!selections) return backup_error(selections.error());
  const std::size_t shown = std::min(page.limit, selections.value().size());
  codec::JsonWriter out;
  out.begin_object().key("BackupSelectionsList").begin_array();
  for (std::size_t i = 0; i < shown; ++i) write_summary(out, selections.value()[i]);
  out.end_array();
  write_next_token(out,
                   shown < selections.value().size() ? selections.value()[shown - 1].key() : "");
  out.end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kListBackupSelections{.name = "ListBackupSelections",
                                            .method = "GET",
                                            .path = "/backup/plans/{backupPlanId}/selections",
                                            .honoured = "backupPlanId nextToken maxResults",
                                            .handle = handle};

}  // namespace tidemark::api
