#include "api/backup/errors.h"
#include "api/backup/operations.h"
#include "api/services.h"
#include "api/backup/plan_members.h"
#include "api/backup/vault_members.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine& engine) {
  Fields body(request.body);
  vault::PlanRequest wanted;
  wanted.account = request.call.account;
  wanted.now = engine.clock.now();
  TM_OR_REPLY(wanted.document, plan_of(body));
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  const std::string& id = request.in_path("backupPlanId");
  const auto answer = vault::update_plan(rows, id, wanted, engine.random);
  if (!answer) return backup_error(answer.error());
  if (std::holds_alternative<vault::PlanMissing>(answer.value())) return plan_missing(id);
  if (const auto* quota = std::get_if<vault::QuotaReached>(&answer.value())) {
    return quota_reached(*quota);
  }
  const auto& plan = std::get<vault::BackupPlan>(answer.value());
  engine.services->poke_jobs();
  codec::JsonWriter out;
  out.begin_object();
  write_plan_name(out, plan);
  out.key("CreationDate").epoch_seconds(plan.created_at);
  write_advanced_settings(out, plan.newest.document);
  out.end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kUpdateBackupPlan{.name = "UpdateBackupPlan",
                                        .method = "POST",
                                        .path = "/backup/plans/{backupPlanId}",
                                        .honoured = "backupPlanId BackupPlan",
                                        .handle = handle};

}  // namespace tidemark::api
