#include "api/backup/errors.h"
#include "api/backup/operations.h"
#include "api/backup/plan_members.h"
#include "vault/plan_templates.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine&) {
  const std::string& id = request.in_path("templateId");
  const vault::PlanTemplate* const found = vault::find_plan_template(id);
  if (found == nullptr) {
    return backup_not_found(fmt::format("Cannot find Backup plan template with ID {}", id));
  }
  codec::JsonWriter out;
  out.begin_object().key("BackupPlanDocument");
  write_plan_document(out, found->document);
  out.end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kGetBackupPlanFromTemplate{
    .name = "GetBackupPlanFromTemplate",
    .method = "GET",
    .path = "/backup/template/plans/{templateId}/toPlan",
    .honoured = "templateId",
    .handle = handle};

}  // namespace tidemark::api
