#include "api/backup/errors.h"
#include "api/backup/job_members.h"
#include "api/backup/operations.h"
#include "api/backup/pages.h"
#include "api/backup/vault_members.h"

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
  TM_OR_REPLY(const PageWanted wanted, page_wanted(request));
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  auto jobs = vault::list<vault::BackupJob>(rows, vault::key_of(request.call.account));
  if (!jobs) return backup_error(jobs.error());
  std::erase_if(jobs.value(), [&](const vault::BackupJob& job) {
    return !filter.fits(facts_of(job)) || !is_in(job, request.in_query("backupVaultName"));
  });
  const auto page = page_of(std::move(jobs).value(), wanted.after, wanted.limit);
  codec::JsonWriter out;
  out.begin_object().key("BackupJobs").begin_array();
  for (const vault::BackupJob& job : page.jobs) {
    out.begin_object();
    write_backup_job(out, job);
    out.end_object();
  }
  out.end_array();
  write_next_token(out, page.next);
  out.end_object();
  return backup_json(out.take());
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
