#include "api/backup/errors.h"
#include "api/backup/job_summary_members.h"
#include "api/backup/operations.h"
#include "api/backup/protected_members.h"
#include "api/backup/vault_members.h"
#include "vault/copy_job.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine& engine) {
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  std::vector<vault::JobFact> facts;
  if (wants_own_jobs(request)) {
    const auto jobs = vault::list<vault::CopyJob>(rows, vault::key_of(request.call.account));
    if (!jobs) return backup_error(jobs.error());
    for (const vault::CopyJob& job : jobs.value()) {
      facts.push_back({std::string(vault::name_of(job.state)), kind_of(job.resource_arn),
                       job.message_category, job.created_at});
    }
  }
  return summary_reply(request, engine, "CopyJobSummaries", facts, true);
}

}  // namespace

const BackupOperation kListCopyJobSummaries{
    .name = "ListCopyJobSummaries",
    .method = "GET",
    .path = "/audit/copy-job-summaries",
    .honoured =
        "AccountId State ResourceType MessageCategory AggregationPeriod MaxResults NextToken",
    .handle = handle};

}  // namespace tidemark::api
