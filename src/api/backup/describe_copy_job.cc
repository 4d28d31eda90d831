#include "api/backup/errors.h"
#include "api/backup/job_members.h"
#include "api/backup/operations.h"
#include "api/backup/vault_members.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine& engine) {
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  const std::string& id = request.in_path("copyJobId");
  const auto job = vault::find<vault::CopyJob>(rows, vault::key_of(request.call.account, id));
  if (!job) return backup_error(job.error());
  if (!job.value()) return no_such_job(id);
  codec::JsonWriter out;
  out.begin_object().key("CopyJob").begin_object();
  write_copy_job(out, *job.value());
  out.end_object().end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kDescribeCopyJob{.name = "DescribeCopyJob",
                                       .method = "GET",
                                       .path = "/copy-jobs/{copyJobId}",
                                       .honoured = "copyJobId",
                                       .handle = handle};

}  // namespace tidemark::api
