#include "api/backup/errors.h"
#include "api/backup/operations.h"
#include "api/backup/restore_testing_members.h"
#include "api/backup/vault_members.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine& engine) {
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  TM_OR_REPLY(const vault::RestoreTestingPlan plan, testing_plan_in_path(request, rows));
  codec::JsonWriter out;
  out.begin_object().key("RestoreTestingPlan").begin_object();
  write_testing_plan(out, plan, true);
  out.end_object().end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kGetRestoreTestingPlan{
    .name = "GetRestoreTestingPlan",
    .method = "GET",
    .path = "/restore-testing/plans/{RestoreTestingPlanName}",
    .honoured = "RestoreTestingPlanName",
    .handle = handle};

}  // namespace tidemark::api
