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
  const auto plans = vault::list<vault::RestoreTestingPlan>(
      rows, vault::key_of(request.call.account), page.after, page.limit + 1);
  if (!plans) return backup_error(plans.error());
  const std::size_t shown = std::min(page.limit, plans.value().size());
  codec::JsonWriter out;
  out.begin_object().key("RestoreTestingPlans").begin_array();
  for (std::size_t i = 0; i < shown; ++i) {
    out.begin_object();
    write_testing_plan(out, plans.value()[i], false);
    out.end_object();
  }
  out.end_array();
  write_next_token(out, shown < plans.value().size() ? plans.value()[shown - 1].key() : "");
  out.end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kListRestoreTestingPlans{.name = "ListRestoreTestingPlans",
                                               .method = "GET",
                                               .path = "/restore-testing/plans",
                                               .honoured = "MaxResults NextToken",
                                               .handle = handle};

}  // namespace tidemark::api
