#include "api/backup/errors.h"
#include "api/backup/operations.h"
#include "api/backup/plan_members.h"
#include "api/backup/vault_members.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine& engine) {
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  const std::string& id = request.in_path("backupPlanId");
  const auto answer = vault::delete_plan(rows, request.call.account, id, engine.clock.now());
  if (!answer) return backup_error(answer.error());
  if (std::holds_alternative<vault::PlanMissing>(answer.value())) return plan_missing(id);
  if (std::holds_alternative<vault::PlanHasSelections>(answer.value())) {
    return invalid_request(
        "Related backup plan selections must be deleted prior to backup plan deletion");
  }
  const auto& plan = std::get<vault::BackupPlan>(answer.value());
  codec::JsonWriter out;
  out.begin_object();
  write_plan_name(out, plan);
  out.key("DeletionDate").epoch_seconds(*plan.deleted_at);
  out.end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kDeleteBackupPlan{.name = "DeleteBackupPlan",
                                        .method = "DELETE",
                                        .path = "/backup/plans/{backupPlanId}",
                                        .honoured = "backupPlanId",
                                        .handle = handle};

}  // namespace tidemark::api
