#include "client/backup.h"

#include "client/backup_shapes.h"
#include "client/members.h"
#include "client/pages.h"
#include "codec/iso8601.h"

namespace tidemark::client {
namespace {

using codec::JsonValue;
using codec::JsonWriter;

Result<Answer<Ok>> done(Result<Answer<Reply>> answer) {
  return reading<Ok>(std::move(answer), [](const Reply&) -> Result<Ok> { return Ok{}; });
}

void add_text(Parameters& query, std::string_view name, const std::string& value) {
  if (!value.empty()) query.emplace_back(name, value);
}

void add_instant(Parameters& query, std::string_view name, std::optional<Timestamp> at) {
  if (at) query.emplace_back(name, codec::to_iso8601(*at, codec::Fraction::kMicros));
}

// Every row of a list, through all pages; `row` reads one.
template <class Row>
Result<Answer<std::vector<Row>>> list(AwsClient& aws, const RestCall& call, std::string_view member,
                                      Row (*row)(const JsonValue&)) {
  std::vector<Row> rows;
  auto read =
      each_page(call.operation, [&](const std::string& token) -> Result<Answer<std::string>> {
        RestCall page = call;
        page.query.emplace_back("maxResults", "1000");
        add_text(page.query, "nextToken", token);
        return reading<std::string>(aws.rest(page), [&](const Reply& reply) -> Result<std::string> {
          if (const auto* found = list_in(reply.body, member)) {
            for (const JsonValue& each : *found) rows.push_back(row(each));
          }
          return text_or_empty(reply.body, "NextToken");
        });
      });
  return gathered(std::move(read), std::move(rows));
}

RestCall get(std::string_view operation, std::string path, Parameters query = {}) {
  return {
      .operation = operation, .method = "GET", .path = std::move(path), .query = std::move(query)};
}

RestCall bare(std::string_view operation, std::string_view method, std::string path) {
  return {.operation = operation, .method = method, .path = std::move(path)};
}

std::string point_path(std::string_view vault, std::string_view arn) {
  return rest_path({"backup-vaults", vault, "recovery-points", arn});
}

}  // namespace

std::string AwsBackup::token(const std::string& given) const {
  return given.empty() ? aws_.random().uuid() : given;
}

Result<Answer<std::vector<RecoveryPoint>>> AwsBackup::recovery_points_in(
    std::string_view vault, const RecoveryPointFilter& filter) {
  Parameters query;
  add_text(query, "resourceArn", filter.resource_arn);
  add_text(query, "resourceType", filter.resource_type);
  add_text(query, "backupPlanId", filter.plan_id);
  add_instant(query, "createdAfter", filter.created_after);
  add_instant(query, "createdBefore", filter.created_before);
  return list<RecoveryPoint>(
      aws_,
      get("ListRecoveryPointsByBackupVault",
          rest_path({"backup-vaults", vault, "recovery-points"}) + '/', std::move(query)),
      "RecoveryPoints", &recovery_point_of);
}

Result<Answer<std::vector<RecoveryPoint>>> AwsBackup::recovery_points_of(
    std::string_view resource_arn) {
  return list<RecoveryPoint>(aws_,
                             get("ListRecoveryPointsByResource",
                                 rest_path({"resources", resource_arn, "recovery-points"}) + '/'),
                             "RecoveryPoints", &recovery_point_of);
}

Result<Answer<RecoveryPoint>> AwsBackup::describe_recovery_point(std::string_view vault,
                                                                 std::string_view arn) {
  constexpr std::string_view kOperation = "DescribeRecoveryPoint";
  return reading<RecoveryPoint>(aws_.rest(get(kOperation, point_path(vault, arn))),
                                [&](const Reply& reply) -> Result<RecoveryPoint> {
                                  RecoveryPoint point = recovery_point_of(reply.body);
                                  if (point.arn.empty())
                                    return lacking(kOperation, "RecoveryPointArn");
                                  if (point.status.empty()) return lacking(kOperation, "Status");
                                  return point;
                                });
}

Result<Answer<RestoreMetadata>> AwsBackup::restore_metadata(std::string_view vault,
                                                            std::string_view arn) {
  return reading<RestoreMetadata>(
      aws_.rest(
          get("GetRecoveryPointRestoreMetadata", point_path(vault, arn) + "/restore-metadata")),
      [](const Reply& reply) -> Result<RestoreMetadata> {
        return RestoreMetadata{.values = texts_in(reply.body, "RestoreMetadata"),
                               .resource_type = text_or_empty(reply.body, "ResourceType")};
      });
}

Result<Answer<Ok>> AwsBackup::delete_recovery_point(std::string_view vault, std::string_view arn) {
  return done(aws_.rest(bare("DeleteRecoveryPoint", "DELETE", point_path(vault, arn))));
}

Result<Answer<StartedBackupJob>> AwsBackup::start_backup_job(const NewBackupJob& job) {
  constexpr std::string_view kOperation = "StartBackupJob";
  const std::string body = backup_job_body(job, token(job.token));
  return reading<StartedBackupJob>(
      aws_.rest({.operation = kOperation, .method = "PUT", .path = "/backup-jobs", .body = body}),
      [&](const Reply& reply) -> Result<StartedBackupJob> {
        StartedBackupJob started;
        TM_TRY(started.id, required_text(kOperation, reply.body, "BackupJobId"));
        started.recovery_point_arn = text_or_empty(reply.body, "RecoveryPointArn");
        return started;
      });
}

Result<Answer<BackupJob>> AwsBackup::describe_backup_job(std::string_view id) {
  constexpr std::string_view kOperation = "DescribeBackupJob";
  return reading<BackupJob>(aws_.rest(get(kOperation, rest_path({"backup-jobs", id}))),
                            [&](const Reply& reply) -> Result<BackupJob> {
                              BackupJob job = backup_job_of(reply.body);
                              if (job.state.empty()) return lacking(kOperation, "State");
                              return job;
                            });
}

Result<Answer<std::vector<BackupJob>>> AwsBackup::backup_jobs(const BackupJobFilter& filter) {
  Parameters query;
  add_text(query, "resourceArn", filter.resource_arn);
  add_text(query, "state", filter.state);
  add_text(query, "backupVaultName", filter.vault);
  add_text(query, "resourceType", filter.resource_type);
  add_instant(query, "createdAfter", filter.created_after);
  add_instant(query, "createdBefore", filter.created_before);
  return list<BackupJob>(aws_, get("ListBackupJobs", "/backup-jobs/", std::move(query)),
                         "BackupJobs", &backup_job_of);
}

Result<Answer<Ok>> AwsBackup::stop_backup_job(std::string_view id) {
  return done(aws_.rest(bare("StopBackupJob", "POST", rest_path({"backup-jobs", id}))));
}

Result<Answer<std::string>> AwsBackup::start_restore_job(const NewRestoreJob& job) {
  constexpr std::string_view kOperation = "StartRestoreJob";
  const std::string body = restore_job_body(job, token(job.token));
  return reading<std::string>(
      aws_.rest({.operation = kOperation, .method = "PUT", .path = "/restore-jobs", .body = body}),
      [&](const Reply& reply) { return required_text(kOperation, reply.body, "RestoreJobId"); });
}

Result<Answer<RestoreJob>> AwsBackup::describe_restore_job(std::string_view id) {
  constexpr std::string_view kOperation = "DescribeRestoreJob";
  return reading<RestoreJob>(aws_.rest(get(kOperation, rest_path({"restore-jobs", id}))),
                             [&](const Reply& reply) -> Result<RestoreJob> {
                               RestoreJob job = restore_job_of(reply.body);
                               if (job.status.empty()) return lacking(kOperation, "Status");
                               return job;
                             });
}

Result<Answer<std::vector<RestoreJob>>> AwsBackup::restore_jobs(const RestoreJobFilter& filter) {
  Parameters query;
  add_text(query, "status", filter.status);
  add_text(query, "resourceType", filter.resource_type);
  add_instant(query, "createdAfter", filter.created_after);
  add_instant(query, "createdBefore", filter.created_before);
  return list<RestoreJob>(aws_, get("ListRestoreJobs", "/restore-jobs/", std::move(query)),
                          "RestoreJobs", &restore_job_of);
}

Result<Answer<BackupVault>> AwsBackup::describe_vault(std::string_view name) {
  constexpr std::string_view kOperation = "DescribeBackupVault";
  return reading<BackupVault>(aws_.rest(get(kOperation, rest_path({"backup-vaults", name}))),
                              [&](const Reply& reply) -> Result<BackupVault> {
                                BackupVault vault = vault_of(reply.body);
                                if (vault.name.empty())
                                  return lacking(kOperation, "BackupVaultName");
                                return vault;
                              });
}

Result<Answer<std::vector<BackupVault>>> AwsBackup::vaults() {
  return list<BackupVault>(aws_, get("ListBackupVaults", "/backup-vaults/"), "BackupVaultList",
                           &vault_of);
}

Result<Answer<Ok>> AwsBackup::create_vault(std::string_view name) {
  const std::string body = JsonWriter().begin_object().end_object().take();
  // Made twice under one name it is refused: AlreadyExistsException, which names the first.
  return done(aws_.rest({.operation = "CreateBackupVault",
                         .method = "PUT",
                         .path = rest_path({"backup-vaults", name}),
                         .body = body}));
}

Result<Answer<RegionSettings>> AwsBackup::region_settings() {
  return reading<RegionSettings>(
      aws_.rest(get("DescribeRegionSettings", "/account-settings")),
      [](const Reply& reply) -> Result<RegionSettings> { return region_settings_of(reply.body); });
}

Result<Answer<Ok>> AwsBackup::opt_in(const std::map<std::string, bool>& resource_types) {
  JsonWriter out;
  out.begin_object().key("ResourceTypeOptInPreference").begin_object();
  for (const auto& [type, opted_in] : resource_types) out.key(type).boolean(opted_in);
  const std::string body = out.end_object().end_object().take();
  return done(aws_.rest({.operation = "UpdateRegionSettings",
                         .method = "PUT",
                         .path = "/account-settings",
                         .body = body}));
}

Result<Answer<Texts>> AwsBackup::tags_of(std::string_view arn) {
  Texts tags;
  auto read = each_page("ListTags", [&](const std::string& token) -> Result<Answer<std::string>> {
    RestCall page = get("ListTags", rest_path({"tags", arn}) + '/');
    add_text(page.query, "nextToken", token);
    return reading<std::string>(aws_.rest(page), [&](const Reply& reply) -> Result<std::string> {
      tags.merge(texts_in(reply.body, "Tags"));
      return text_or_empty(reply.body, "NextToken");
    });
  });
  return gathered(std::move(read), std::move(tags));
}

Result<Answer<BackupPlan>> AwsBackup::create_plan(const NewBackupPlan& plan) {
  constexpr std::string_view kOperation = "CreateBackupPlan";
  const std::string body = plan_body(plan, token(plan.token));
  return reading<BackupPlan>(
      aws_.rest({.operation = kOperation, .method = "PUT", .path = "/backup/plans/", .body = body}),
      [&](const Reply& reply) -> Result<BackupPlan> {
        BackupPlan made = plan_of(reply.body);
        if (made.id.empty()) return lacking(kOperation, "BackupPlanId");
        return made;
      });
}

Result<Answer<std::vector<BackupPlan>>> AwsBackup::plans() {
  return list<BackupPlan>(aws_, get("ListBackupPlans", "/backup/plans/"), "BackupPlansList",
                          &plan_of);
}

Result<Answer<Ok>> AwsBackup::delete_plan(std::string_view id) {
  return done(aws_.rest(bare("DeleteBackupPlan", "DELETE", rest_path({"backup", "plans", id}))));
}

Result<Answer<BackupSelection>> AwsBackup::create_selection(const NewBackupSelection& selection) {
  constexpr std::string_view kOperation = "CreateBackupSelection";
  const std::string body = selection_body(selection, token(selection.token));
  return reading<BackupSelection>(
      aws_.rest({.operation = kOperation,
                 .method = "PUT",
                 .path = rest_path({"backup", "plans", selection.plan_id, "selections"}) + '/',
                 .body = body}),
      [&](const Reply& reply) -> Result<BackupSelection> {
        BackupSelection made = selection_of(reply.body);
        if (made.id.empty()) return lacking(kOperation, "SelectionId");
        return made;
      });
}

Result<Answer<std::vector<BackupSelection>>> AwsBackup::selections_of(std::string_view plan_id) {
  return list<BackupSelection>(
      aws_,
      get("ListBackupSelections", rest_path({"backup", "plans", plan_id, "selections"}) + '/'),
      "BackupSelectionsList", &selection_of);
}

Result<Answer<Ok>> AwsBackup::delete_selection(std::string_view plan_id, std::string_view id) {
  return done(aws_.rest(bare("DeleteBackupSelection", "DELETE",
                             rest_path({"backup", "plans", plan_id, "selections", id}))));
}

}  // namespace tidemark::client
