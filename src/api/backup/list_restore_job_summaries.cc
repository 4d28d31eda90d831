#include "api/backup/errors.h"
#include "api/backup/job_summary_members.h"
#include "api/backup/operations.h"
#include "api/backup/protected_members.h"
#include "api/backup/vault_members.h"
#include "vault/restore_job.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine& engine) {
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  std::vector<vault::JobFact> facts;
  if (wants_own_jobs(request)) {
    const auto jobs = vault::list<vault::RestoreJob>(rows, vault::key_of(request.call.account));
    if (!jobs) return backup_error(jobs.error());
    for (const vault::RestoreJob& job : jobs.value()) {
      facts.push_back(
          {std::string(vault::name_of(job.state)), kind_of(job.resource_arn), "", job.created_at});
    }
  }
  return summary_reply(request, engine, "RestoreJobSummaries", facts, false);
}

}  // namespace

const BackupOperation kListRestoreJobSummaries{
    .name = "ListRestoreJobSummaries",
    .method = "GET",
    .path = "/audit/restore-job-summaries",
    .honoured = "AccountId State ResourceType AggregationPeriod MaxResults NextToken",
    .handle = handle};

}  // namespace tidemark::api
