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
  wanted.creator_request_id = creator_request_id(body);
  wanted.tags = body.text_map("BackupPlanTags").value_or(vault::Tags());
  if (const auto why = vault::tags_problem(wanted.tags)) body.invalid(*why);
  TM_OR_REPLY(wanted.document, plan_of(body));
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  const auto answer = vault::create_plan(rows, wanted, engine.random);
  if (!answer) return backup_error(answer.error());
  if (const auto* quota = std::get_if<vault::QuotaReached>(&answer.value())) {
    return quota_reached(*quota);
  }
  if (std::holds_alternative<vault::PlanExists>(answer.value())) {
    return backup_error("AlreadyExistsException",
                        "Backup plan with the same plan document already exists");
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

const BackupOperation kCreateBackupPlan{.name = "CreateBackupPlan",
                                        .method = "PUT",
                                        .path = "/backup/plans",
                                        .honoured = "BackupPlan BackupPlanTags CreatorRequestId",
                                        .handle = handle};

}  // namespace tidemark::api
