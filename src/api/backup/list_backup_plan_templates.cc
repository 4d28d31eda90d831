#include "api/backup/errors.h"
#include "api/backup/operations.h"
#include "api/backup/pages.h"
#include "vault/plan_templates.h"

namespace tidemark::api {
namespace {

// A token is the id of the last template shown.
Reply handle(const BackupRequest& request, Engine&) {
  TM_OR_REPLY(const PageWanted page, page_wanted(request));
  const auto& all = vault::plan_templates();
  const auto behind = [&](const vault::PlanTemplate& one) { return one.id > page.after; };
  codec::JsonWriter out;
  out.begin_object().key("BackupPlanTemplatesList").begin_array();
  std::size_t shown = 0;
  std::string last;
  bool more = false;
  for (const vault::PlanTemplate& one : all) {
    if (!behind(one)) continue;
    if (shown == page.limit) {
      more = true;
      break;
    }
    out.begin_object();
    out.key("BackupPlanTemplateId").string(one.id);
    out.key("BackupPlanTemplateName").string(one.name);
    out.end_object();
    last = one.id;
    ++shown;
  }
  out.end_array();
  write_next_token(out, more ? last : "");
  out.end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kListBackupPlanTemplates{.name = "ListBackupPlanTemplates",
                                               .method = "GET",
                                               .path = "/backup/template/plans",
                                               .honoured = "nextToken maxResults",
                                               .handle = handle};

}  // namespace tidemark::api
