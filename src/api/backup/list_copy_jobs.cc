#include "api/backup/job_lists.h"
#include "api/backup/operations.h"

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
  const auto is_wanted = [&](const vault::CopyJob& job) {
    return filter.fits(facts_of(job)) && fits_ends(job, request);
  };
  return jobs_reply<vault::CopyJob>(request, engine, "CopyJobs", is_wanted, write_copy_job);
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
