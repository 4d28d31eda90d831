#include "api/backup/errors.h"
#include "api/backup/job_members.h"
#include "api/backup/operations.h"
#include "api/backup/pages.h"
#include "api/backup/vault_members.h"

namespace tidemark::api {
namespace {

bool fits_ends(const vault::CopyJob& job, const BackupRequest& request) {
  const std::string* const to = request.in_query("destinationVaultArn");
  const std::string* const from = request.in_query("sourceRecoveryPointArn");
  return (to == nullptr || vault::arn_of(job.destination) == *to) &&
         (from == nullptr || job.source_point_arn == *from);
}

JobFilter::Facts facts_of(const vault::CopyJob& job) {
  return {job.created_at, job.completed_at, vault::name_of(job.state), job.resource_arn,
          job.message_category};
}

Reply handle(const BackupRequest& request, Engine& engine) {
  TM_OR_REPLY(const JobFilter filter, job_filter(request, "state"));
  TM_OR_REPLY(const PageWanted wanted, page_wanted(request));
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  auto jobs = vault::list<vault::CopyJob>(rows, vault::key_of(request.call.account));
  if (!jobs) return backup_error(jobs.error());
  std::erase_if(jobs.value(), [&](const vault::CopyJob& job) {
    return !filter.fits(facts_of(job)) || !fits_ends(job, request);
  });
  const auto page = page_of(std::move(jobs).value(), wanted.after, wanted.limit);
  codec::JsonWriter out;
  out.begin_object().key("CopyJobs").begin_array();
  for (const vault::CopyJob& job : page.jobs) {
    out.begin_object();
    write_copy_job(out, job);
    out.end_object();
  }
  out.end_array();
  write_next_token(out, page.next);
  out.end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kListCopyJobs{
    .name = "ListCopyJobs",
    .method = "GET",
    .path = "/copy-jobs",
    .honoured =
        "nextToken maxResults resourceArn state createdBefore createdAfter resourceType "
        "destinationVaultArn accountId completeBefore completeAfter parentJobId messageCategory "
        "sourceRecoveryPointArn",
    .handle = handle};

}  // namespace tidemark::api
