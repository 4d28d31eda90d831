#include "api/backup/errors.h"
#include "api/backup/operations.h"
#include "api/backup/pages.h"
#include "api/backup/restore_testing_members.h"
#include "api/backup/vault_members.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine& engine) {
  TM_OR_REPLY(const PageWanted page, page_wanted(request, "MaxResults", "NextToken"));
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  TM_OR_REPLY(const vault::RestoreTestingPlan plan, testing_plan_in_path(request, rows));
  const auto all = vault::list<vault::RestoreTestingSelection>(
      rows, vault::key_of(plan.account, plan.name), page.after, page.limit + 1);
  if (!all) return backup_error(all.error());
  const std::size_t shown = std::min(page.limit, all.value().size());
  codec::JsonWriter out;
  out.begin_object().key("RestoreTestingSelections").begin_array();
  for (std::size_t i = 0; i < shown; ++i) {
    out.begin_object();
    write_testing_selection(out, all.value()[i], false);
    out.end_object();
  }
  out.end_array();
  write_next_token(out, shown < all.value().size() ? all.value()[shown - 1].key() : "");
  out.end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kListRestoreTestingSelections{
    .name = "ListRestoreTestingSelections",
    .method = "GET",
    .path = "/restore-testing/plans/{RestoreTestingPlanName}/selections",
    .honoured = "RestoreTestingPlanName MaxResults NextToken",
    .handle = handle};

}  // namespace tidemark::api
