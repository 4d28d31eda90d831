#include "api/backup/errors.h"
#include "api/backup/operations.h"
#include "api/backup/plan_members.h"
#include "api/backup/vault_members.h"
#include "vault/plan_runs.h"

#include <algorithm>
#include <charconv>

namespace tidemark::api {
namespace {

// 0 to 10, 0 unless given.
Parsed<std::size_t> preview_wanted(const BackupRequest& request) {
  std::size_t wanted = 0;
  const std::string* const text = request.in_query("MaxScheduledRunsPreview");
  if (text == nullptr) return wanted;
  const char* const end = text->data() + text->size();
  const auto read = std::from_chars(text->data(), end, wanted);
  if (read.ec != std::errc() || read.ptr != end || wanted > 10) {
    return invalid_value(
        fmt::format("MaxScheduledRunsPreview must be a whole number from 0 to 10, not {}", *text));
  }
  return wanted;
}

Parsed<vault::PlanVersion> version_wanted(const BackupRequest& request, const vault::Rows& rows,
                                          const vault::BackupPlan& plan) {
  const std::string* const id = request.in_query("versionId");
  if (id == nullptr || *id == plan.newest.version_id) return plan.newest;
  auto versions = vault::list<vault::PlanVersion>(rows, vault::key_of(plan.account, plan.id));
  if (!versions) return backup_error(versions.error());
  const auto found = std::ranges::find(versions.value(), *id, &vault::PlanVersion::version_id);
  if (found == versions.value().end()) {
    return backup_not_found("Failed reading Backup plan with provided version");
  }
  return *found;
}

void write_preview(codec::JsonWriter& out, const std::vector<vault::ScheduledRun>& runs) {
  out.key("ScheduledRunsPreview").begin_array();
  for (const vault::ScheduledRun& run : runs) {
    out.begin_object();
    out.key("ExecutionTime").epoch_seconds(run.at);
    out.key("RuleId").string(run.rule_id);
    out.key("RuleExecutionType").string(run.continuous ? "CONTINUOUS_AND_SNAPSHOTS" : "SNAPSHOTS");
    out.end_object();
  }
  out.end_array();
}

Reply handle(const BackupRequest& request, Engine& engine) {
  TM_OR_REPLY(const std::size_t preview, preview_wanted(request));
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  TM_OR_REPLY(const vault::BackupPlan plan, plan_in_path(request, rows));
  TM_OR_REPLY(const vault::PlanVersion version, version_wanted(request, rows, plan));
  codec::JsonWriter out;
  out.begin_object().key("BackupPlan");
  write_plan_document(out, version.document);
  out.key("BackupPlanId").string(plan.id);
  out.key("BackupPlanArn").string(vault::arn_of(plan));
  out.key("VersionId").string(version.version_id);
  if (plan.creator_request_id) out.key("CreatorRequestId").string(*plan.creator_request_id);
  out.key("CreationDate").epoch_seconds(plan.created_at);
  if (plan.deleted_at) out.key("DeletionDate").epoch_seconds(*plan.deleted_at);
  if (plan.last_executed_at) out.key("LastExecutionDate").epoch_seconds(*plan.last_executed_at);
  write_advanced_settings(out, version.document);
  if (preview > 0) {
    write_preview(out, vault::preview_runs(version.document, engine.clock.now(), preview));
  }
  out.end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kGetBackupPlan{.name = "GetBackupPlan",
                                     .method = "GET",
                                     .path = "/backup/plans/{backupPlanId}",
                                     .honoured = "backupPlanId versionId MaxScheduledRunsPreview",
                                     .handle = handle};

}  // namespace tidemark::api
