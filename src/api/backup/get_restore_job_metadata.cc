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
  out.begin_object().key("RestoreJobId").string(id).key("Metadata").begin_object();
  for (const auto& [name, value] : job.value()->metadata) out.key(name).string(value);
  out.end_object().end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kGetRestoreJobMetadata{.name = "GetRestoreJobMetadata",
                                             .method = "GET",
                                             .path = "/restore-jobs/{restoreJobId}/metadata",
                                             .honoured = "restoreJobId",
                                             .handle = handle};

}  // namespace tidemark::api
