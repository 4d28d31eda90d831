#include "api/backup/job_lists.h"
#include "api/backup/operations.h"
#include "codec/iso8601.h"
#include "vault/resource_arn.h"

namespace tidemark::api {
namespace {

struct Wanted {
  std::string resource_arn;
  std::optional<std::string> status;
  std::optional<Timestamp> after;
  std::optional<Timestamp> before;
};

bool is_wanted(const vault::RestoreJob& job, const Wanted& wanted) {
  return job.resource_arn == wanted.resource_arn &&
         (!wanted.status || vault::name_of(job.state) == *wanted.status) &&
         (!wanted.after || job.point_created_at > *wanted.after) &&
         (!wanted.before || job.point_created_at < *wanted.before);
}

Parsed<std::optional<Timestamp>> instant_of(const BackupRequest& request, const std::string& name) {
  const std::string* const text = request.in_query(name);
  if (text == nullptr) return std::optional<Timestamp>();
  const auto at = codec::parse_iso8601(*text);
  if (!at)
    return invalid_value(fmt::format("{} {} is no instant: {}", name, *text, at.error().message));
  return std::optional(at.value());
}

Parsed<Wanted> wanted_of(const BackupRequest& request) {
  Wanted wanted{
      .resource_arn = request.in_path("resourceArn"), .status = {}, .after = {}, .before = {}};
  if (!vault::parse_resource_arn(wanted.resource_arn)) {
    return invalid_value(fmt::format("Invalid ARN: {}", wanted.resource_arn));
  }
  if (const std::string* const status = request.in_query("status")) wanted.status = *status;
  TM_OR_REPLY(wanted.after, instant_of(request, "recoveryPointCreationDateAfter"));
  TM_OR_REPLY(wanted.before, instant_of(request, "recoveryPointCreationDateBefore"));
  return wanted;
}

Reply handle(const BackupRequest& request, Engine& engine) {
  TM_OR_REPLY(const Wanted wanted, wanted_of(request));
  const auto fits = [&](const vault::RestoreJob& job) { return is_wanted(job, wanted); };
  return jobs_reply<vault::RestoreJob>(request, engine, "RestoreJobs", fits, write_restore_job);
}

}  // namespace

const BackupOperation kListRestoreJobsByProtectedResource{
    .name = "ListRestoreJobsByProtectedResource",
    .method = "GET",
    .path = "/resources/{resourceArn}/restore-jobs",
    .honoured =
        "resourceArn status recoveryPointCreationDateAfter recoveryPointCreationDateBefore "
        "nextToken maxResults",
    .handle = handle};

}  // namespace tidemark::api
