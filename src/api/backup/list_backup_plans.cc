#include "api/backup/errors.h"
#include "api/backup/operations.h"
#include "api/backup/pages.h"
#include "api/backup/plan_members.h"
#include "api/backup/vault_members.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine& engine) {
  TM_OR_REPLY(const PageWanted page, page_wanted(request));
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  const std::string* const deleted = request.in_query("includeDeleted");
  const std::string& account = request.call.account;
  const auto plans =
      vault::list<vault::BackupPlan>(rows,
                                     deleted != nullptr && *deleted == "true"
                                         ? vault::key_of(account)
                                         : vault::plan_prefix(account, vault::PlanState::kLive),
                                     page.after, page.limit + 1);
  if (!plans) return backup_error(plans.error());
  const std::size_t shown = std::min(page.limit, plans.value().size());
  codec::JsonWriter out;
  out.begin_object().key("BackupPlansList").begin_array();
  for (std::size_t i = 0; i < shown; ++i) {
    write_plan_summary(out, plans.value()[i], plans.value()[i].newest);
  }
  out.end_array();
  write_next_token(out, shown < plans.value().size() ? plans.value()[shown - 1].key() : "");
  out.end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kListBackupPlans{.name = "ListBackupPlans",
                                       .method = "GET",
                                       .path = "/backup/plans",
                                       .honoured = "includeDeleted nextToken maxResults",
                                       .handle = handle};

}  // namespace tidemark::api
