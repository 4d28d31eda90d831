#include "api/backup/errors.h"
#include "api/backup/job_members.h"
#include "api/backup/operations.h"
#include "api/backup/vault_members.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine& engine) {
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  const std::string& id = request.in_path("restoreJobId");
  const auto job = vault::find<vault::RestoreJob>(rows, vault::key_of(request.call.account, id));
  if (!job) return backup_error(job.error());
  if (!job.value()) return no_such_job(id);
  codec::JsonWriter out;
  out.begin_object();
  write_restore_job(out, *job.value());
  out.end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kDescribeRestoreJob{.name = "DescribeRestoreJob",
                                          .method = "GET",
                                          .path = "/restore-jobs/{restoreJobId}",
                                          .honoured = "restoreJobId",
                                          .handle = handle};

}  // namespace tidemark::api
