#include "api/backup/errors.h"
#include "api/backup/job_members.h"
#include "api/backup/operations.h"
#include "api/backup/pages.h"
#include "api/backup/vault_members.h"

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
  TM_OR_REPLY(const PageWanted wanted, page_wanted(request));
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  auto jobs = vault::list<vault::RestoreJob>(rows, vault::key_of(request.call.account));
  if (!jobs) return backup_error(jobs.error());
  std::erase_if(jobs.value(), [&](const vault::RestoreJob& job) {
    return !filter.fits(facts_of(job)) ||
           !is_of_plan(job, request.in_query("restoreTestingPlanArn"));
  });
  const auto page = page_of(std::move(jobs).value(), wanted.after, wanted.limit);
  codec::JsonWriter out;
  out.begin_object().key("RestoreJobs").begin_array();
  for (const vault::RestoreJob& job : page.jobs) {
    out.begin_object();
    write_restore_job(out, job);
    out.end_object();
  }
  out.end_array();
  write_next_token(out, page.next);
  out.end_object();
  return backup_json(out.take());
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
