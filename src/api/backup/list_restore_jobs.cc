#include "api/backup/job_lists.h"
#include "api/backup/operations.h"

namespace tidemark::api {
namespace {

bool is_of_plan(const vault::RestoreJob& job, const std::string* plan_arn) {
  return plan_arn == nullptr || (job.test && job.test->plan_arn == *plan_arn);
}

JobFilter::Facts facts_of(const vault::RestoreJob& job) {
  return {job.created_at, job.completed_at, vault::name_of(job.state), job.resource_arn, {}};
}

Reply handle(const BackupRequest& request, Engine& engine) {
  TM_OR_REPLY(const JobFilter filter, job_filter(request, "status"));
  const auto is_wanted = [&](const vault::RestoreJob& job) {
    return filter.fits(facts_of(job)) && is_of_plan(job, request.in_query("restoreTestingPlanArn"));
  };
  return jobs_reply<vault::RestoreJob>(request, engine, "RestoreJobs", is_wanted,
                                       write_restore_job);
}

}  // namespace

const BackupOperation kListRestoreJobs{
    .name = "ListRestoreJobs",
    .method = "GET",
    .path = "/restore-jobs",
    .honoured =
        "nextToken maxResults accountId resourceType createdBefore createdAfter status "
        "completeBefore completeAfter restoreTestingPlanArn parentJobId",
    .handle = handle};

}  // namespace tidemark::api
