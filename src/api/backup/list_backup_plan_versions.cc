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
  TM_OR_REPLY(const vault::BackupPlan plan, plan_in_path(request, rows));
  const auto versions = vault::list<vault::PlanVersion>(rows, vault::key_of(plan.account, plan.id),
                                                        page.after, page.limit + 1);
  if (!versions) return backup_error(versions.error());
  const std::size_t shown = std::min(page.limit, versions.value().size());
  codec::JsonWriter out;
  out.begin_object().key("BackupPlanVersionsList").begin_array();
  for (std::size_t i = 0; i < shown; ++i) write_plan_summary(out, plan, versions.value()[i]);
  out.end_array();
  write_next_token(out, shown < versions.value().size() ? versions.value()[shown - 1].key() : "");
  out.end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kListBackupPlanVersions{.name = "ListBackupPlanVersions",
                                              .method = "GET",
                                              .path = "/backup/plans/{backupPlanId}/versions",
                                              .honoured = "backupPlanId nextToken maxResults",
                                              .handle = handle};

}  // namespace tidemark::api
