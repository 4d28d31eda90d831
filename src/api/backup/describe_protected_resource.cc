#include "api/backup/errors.h"
#include "api/backup/operations.h"
#include "api/backup/protected_members.h"
#include "api/backup/vault_members.h"
#include "vault/resource_arn.h"
#include "vault/restore_job.h"

namespace tidemark::api {
namespace {

// The newest restore of the resource that has been completed.
Result<std::optional<vault::RestoreJob>> latest_restore(const vault::Rows& rows,
                                                        const std::string& account,
                                                        const std::string& resource_arn) {
  TM_TRY(auto jobs, vault::list<vault::RestoreJob>(rows, vault::key_of(account)));
  std::optional<vault::RestoreJob> latest;
  for (vault::RestoreJob& job : jobs) {
    const bool fits = job.resource_arn == resource_arn && job.completed_at &&
                      job.state == vault::RestoreState::kCompleted;
    if (fits && (!latest || latest->created_at < job.created_at)) latest = std::move(job);
  }
  return latest;
}

void write_restore(codec::JsonWriter& out, const vault::RestoreJob& job) {
  using std::chrono::minutes;
  const auto took = std::chrono::ceil<minutes>(*job.completed_at - job.created_at);
  out.key("LatestRestoreExecutionTimeMinutes").number(std::int64_t{took.count()});
  out.key("LatestRestoreJobCreationDate").epoch_seconds(job.created_at);
  out.key("LatestRestoreRecoveryPointCreationDate").epoch_seconds(job.point_created_at);
}

Reply handle(const BackupRequest& request, Engine& engine) {
  const std::string& arn = request.in_path("resourceArn");
  if (!vault::parse_resource_arn(arn)) return invalid_value(fmt::format("Invalid ARN: {}", arn));
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  const auto found = vault::protected_resource(rows, request.call.account, arn);
  if (!found) return backup_error(found.error());
  if (!found.value()) {
    return backup_not_found(fmt::format("Resource {} has no recovery points", arn));
  }
  const auto restore = latest_restore(rows, request.call.account, arn);
  if (!restore) return backup_error(restore.error());
  codec::JsonWriter out;
  out.begin_object();
  write_protected(out, *found.value());
  if (restore.value()) write_restore(out, *restore.value());
  out.end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kDescribeProtectedResource{.name = "DescribeProtectedResource",
                                                 .method = "GET",
                                                 .path = "/resources/{resourceArn}",
                                                 .honoured = "resourceArn",
                                                 .handle = handle};

}  // namespace tidemark::api
