#include "cli/commands/specs.h"
#include "cli/context.h"
#include "cli/document.h"
#include "client/backup.h"

#include <algorithm>

namespace tidemark::cli {
namespace {

struct Job {
  std::optional<Timestamp> created;
  codec::JsonValue row;
};

codec::JsonValue row_of(const client::BackupJob& job) {
  return Members()
      .text("kind", "backup")
      .text("state", job.state)
      .text("percent", job.percent)
      .text("resource", job.resource_arn)
      .instant("created", job.created)
      .instant("completed", job.completed)
      .text("message", job.message)
      .text("recoveryPoint", job.recovery_point_arn)
      .text("id", job.id)
      .take();
}

codec::JsonValue row_of(const client::RestoreJob& job) {
  return Members()
      .text("kind", "restore")
      .text("state", job.status)
      .text("percent", job.percent)
      .text("resource", job.created_resource_arn)
      .instant("created", job.created)
      .instant("completed", job.completed)
      .text("message", job.message)
      .text("recoveryPoint", job.recovery_point_arn)
      .text("id", job.id)
      .take();
}

Result<ExitCode> list_jobs(const Words& words, CommandContext& context) {
  TM_TRY(client::Session* const session, context.session());
  client::AwsBackup backup(session->of(client::Service::kBackup));
  const std::string& kind = words.text("--kind");
  const std::string& state = words.text("--state");
  std::vector<Job> jobs;
  if (kind != "restore") {
    TM_TRY(const auto found,
           client::accepted("ListBackupJobs", backup.backup_jobs({.state = state})));
    for (const auto& job : found) jobs.push_back({job.created, row_of(job)});
  }
  if (kind != "backup") {
    TM_TRY(const auto found,
           client::accepted("ListRestoreJobs", backup.restore_jobs({.status = state})));
    for (const auto& job : found) jobs.push_back({job.created, row_of(job)});
  }
  std::ranges::stable_sort(jobs, [](const Job& a, const Job& b) { return a.created > b.created; });
  Rows rows;
  for (Job& job : jobs) rows.push_back(std::move(job.row));
  TM_TRY_STATUS(context.show(document("jobs", std::move(rows))));
  return ExitCode::kDone;
}

}  // namespace

CommandSpec jobs_spec() {
  return {.path = {"jobs"},
          .summary = "List AWS Backup's backup and restore jobs, newest first",
          .options = {{.name = "--kind",
                       .value = "KIND",
                       .help = "backup, restore or all",
                       .otherwise = "all",
                       .choices = {"backup", "restore", "all"}},
                      {.name = "--state",
                       .value = "STATE",
                       .help = "Only those in this state",
                       .choices = {"PENDING", "RUNNING", "COMPLETED", "ABORTED", "FAILED"}}},
          .examples = {{"tidemark jobs"},
                       {"tidemark jobs --state FAILED --query 'jobs[].[resource, message]'"}},
          .run = list_jobs};
}

}  // namespace tidemark::cli
