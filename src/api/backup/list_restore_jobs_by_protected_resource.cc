#include "api/backup/errors.h"
#include "api/backup/job_members.h"
#include "api/backup/operations.h"
#include "api/backup/pages.h"
#include "api/backup/vault_members.h"
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
  TM_OR_REPLY(const PageWanted asked, page_wanted(request));
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  auto jobs = vault::list<vault::RestoreJob>(rows, vault::key_of(request.call.account));
  if (!jobs) return backup_error(jobs.error());
  std::erase_if(jobs.value(), [&](const auto& job) { return !is_wanted(job, wanted); });
  const auto page = page_of(std::move(jobs).value(), asked.after, asked.limit);
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

const BackupOperation kListRestoreJobsByProtectedResource{
    .name = "ListRestoreJobsByProtectedResource",
    .method = "GET",
    .path = "/resources/{resourceArn}/restore-jobs",
    .honoured =
        "resourceArn status recoveryPointCreationDateAfter recoveryPointCreationDateBefore "
        "nextToken maxResults",
    .handle = handle};

}  // namespace tidemark::api
