#include "api/backup/errors.h"
#include "api/backup/operations.h"
#include "api/backup/plan_members.h"
#include "api/backup/vault_members.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine& engine) {
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  TM_OR_REPLY(const vault::BackupPlan plan, plan_in_path(request, rows));
  codec::JsonWriter document;
  write_plan_document(document, vault::without_ids(plan.newest.document));
  codec::JsonWriter out;
  out.begin_object().key("BackupPlanTemplateJson").string(document.text()).end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kExportBackupPlanTemplate{.name = "ExportBackupPlanTemplate",
                                                .method = "GET",
                                                .path = "/backup/plans/{backupPlanId}/toTemplate",
                                                .honoured = "backupPlanId",
                                                .handle = handle};

}  // namespace tidemark::api
