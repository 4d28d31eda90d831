#include "api/backup/errors.h"
#include "api/backup/operations.h"
#include "api/backup/plan_members.h"
#include "vault/plan_check.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine&) {
  Fields body(request.body);
  const std::string text = body.required_text("BackupPlanTemplateJson");
  if (auto refusal = body.refusal()) return *std::move(refusal);
  const auto json = codec::parse_json(text);
  if (!json) return invalid_value("BackupPlanTemplateJson is not a JSON document");
  Fields plan(json.value());
  const vault::PlanDocument document = plan_members(plan);
  if (auto refusal = plan.refusal()) return *std::move(refusal);
  if (const auto why = vault::problem_with(document)) return invalid_value(*why);
  codec::JsonWriter out;
  out.begin_object().key("BackupPlan");
  write_plan_document(out, document);
  out.end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kGetBackupPlanFromJSON{.name = "GetBackupPlanFromJSON",
                                             .method = "POST",
                                             .path = "/backup/template/json/toPlan",
                                             .honoured = "BackupPlanTemplateJson",
                                             .handle = handle};

}  // namespace tidemark::api
