#include "api/backup/errors.h"
#include "api/backup/job_summary_members.h"
#include "api/backup/operations.h"
#include "api/backup/vault_members.h"
#include "vault/backup_job.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine& engine) {
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  std::vector<vault::JobFact> facts;
  if (wants_own_jobs(request)) {
    const auto jobs = vault::list<vault::BackupJob>(rows, vault::key_of(request.call.account));
    if (!jobs) return backup_error(jobs.error());
    for (const vault::BackupJob& job : jobs.value()) {
      facts.push_back({std::string(vault::name_of(job.state)), job.resource_kind,
                       job.message_category, job.created_at});
    }
  }
  return summary_reply(request, engine, "BackupJobSummaries", facts, true);
}

}  // namespace

const BackupOperation kListBackupJobSummaries{
    .name = "ListBackupJobSummaries",
    .method = "GET",
    .path = "/audit/backup-job-summaries",
    .honoured =
        "AccountId State ResourceType MessageCategory AggregationPeriod MaxResults NextToken",
    .handle = handle};

}  // namespace tidemark::api
