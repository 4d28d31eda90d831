#include "api/backup/job_lists.h"
#include "api/backup/operations.h"

namespace tidemark::api {
namespace {

bool is_in(const vault::BackupJob& job, const std::string* vault) {
  return vault == nullptr || job.vault.name == *vault;
}

JobFilter::Facts facts_of(const vault::BackupJob& job) {
  return {job.created_at, job.completed_at, vault::name_of(job.state), job.resource_arn,
          job.message_category};
}

Reply handle(const BackupRequest& request, Engine& engine) {
  TM_OR_REPLY(const JobFilter filter, job_filter(request, "state"));
  const auto is_wanted = [&](const vault::BackupJob& job) {
    return filter.fits(facts_of(job)) && is_in(job, request.in_query("backupVaultName"));
  };
  return jobs_reply<vault::BackupJob>(request, engine, "BackupJobs", is_wanted, write_backup_job);
}

}  // namespace

const BackupOperation kListBackupJobs{
    .name = "ListBackupJobs",
    .method = "GET",
    .path = "/backup-jobs",
    .honoured =
        "nextToken maxResults resourceArn state backupVaultName createdBefore createdAfter "
        "resourceType accountId completeAfter completeBefore parentJobId messageCategory",
    .handle = handle};

}  // namespace tidemark::api
