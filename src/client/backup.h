// AWS Backup's operations as far as the operator needs them; one call each, nothing remembered.
//
//   AwsBackup backup(session.of(Service::kBackup));
//   TM_TRY(const auto points, accepted("ListRecoveryPointsByBackupVault",
//       backup.recovery_points_in("Default", {.resource_arn = table_arn})));
//   TM_TRY(const std::string job, accepted("StartRestoreJob", backup.start_restore_job(
//       {.recovery_point_arn = points.front().arn, .role_arn = role,
//        .metadata = {{"targetTableName", "orders"}}, .token = run_id})));
//
// What starts or makes something carries a token: sent again with the same token it is done once,
// so such calls are repeated when their outcome is unknown. Give the token to be able to repeat a
// call in another process; without one a new one is drawn.
//
// Threads   All members may be called from any thread at once.
// Errors    As AwsClient::rest, and kCorrupt for an answer that lacks what AWS always sends.
// Source    aws-contract C.1, C.2.
#pragma once

#include "client/aws_client.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::client {

using Texts = std::map<std::string, std::string>;

// Days after creation; unset: never.
struct Lifecycle {
  std::optional<std::int64_t> cold_after_days{};
  std::optional<std::int64_t> delete_after_days{};
};

struct RecoveryPoint {
  std::string arn{};
  std::string vault{};
  std::string resource_arn{};
  std::string resource_name{};  // a table's name
  std::string resource_type{};  // "DynamoDB"
  std::string status{};         // "COMPLETED"
  std::string status_message{};
  std::string storage_class{};  // "WARM", "COLD"; only when it was described
  std::string role_arn{};
  std::string encryption_key_arn{};
  std::string plan_id{};  // of the plan that made it; empty: made on demand
  Lifecycle lifecycle{};
  std::optional<Timestamp> created{};
  std::optional<Timestamp> completed{};
  std::optional<Timestamp> cold_at{};    // calculated; past: it lies in cold storage
  std::optional<Timestamp> delete_at{};  // calculated
  std::optional<std::int64_t> bytes{};
};

struct BackupJob {
  std::string id{};
  std::string state{};  // "COMPLETED"
  std::string message{};
  std::string message_category{};  // other than SUCCESS on a completed job: with issues
  std::string percent{};           // "42.0"
  std::string vault{};
  std::string recovery_point_arn{};
  std::string resource_arn{};
  std::string resource_name{};
  std::string role_arn{};
  std::optional<Timestamp> created{};
  std::optional<Timestamp> completed{};
  std::optional<Timestamp> expected_completion{};
  std::optional<Timestamp> start_by{};
  std::optional<std::int64_t> bytes{};

  // Nothing will change any more; whether well is `state`'s to say.
  [[nodiscard]] bool over() const;
};

struct RestoreJob {
  std::string id{};
  std::string status{};  // "COMPLETED"
  std::string message{};
  std::string percent{};
  std::string recovery_point_arn{};
  std::string created_resource_arn{};  // once there is a table
  std::string resource_type{};
  std::string role_arn{};
  std::optional<Timestamp> created{};
  std::optional<Timestamp> completed{};
  std::optional<std::int64_t> expected_minutes{};
  std::optional<std::int64_t> bytes{};

  [[nodiscard]] bool over() const;
};

struct BackupVault {
  std::string name{};
  std::string arn{};
  std::string encryption_key_arn{};
  std::optional<Timestamp> created{};
  std::int64_t recovery_points = 0;
  bool locked = false;
  std::optional<std::int64_t> min_retention_days{};
  std::optional<std::int64_t> max_retention_days{};
};

struct RestoreMetadata {
  Texts values{};
  std::string resource_type{};
};

// Resource types by name.
struct RegionSettings {
  std::map<std::string, bool> opted_in{};
  std::map<std::string, bool> managed{};  // by AWS Backup's own "advanced features"
};

struct RecoveryPointFilter {
  std::string resource_arn{};
  std::string resource_type{};
  std::string plan_id{};
  std::optional<Timestamp> created_after{};
  std::optional<Timestamp> created_before{};
};

struct BackupJobFilter {
  std::string resource_arn{};
  std::string state{};
  std::string vault{};
  std::string resource_type{};
  std::optional<Timestamp> created_after{};
  std::optional<Timestamp> created_before{};
};

struct RestoreJobFilter {
  std::string status{};
  std::string resource_type{};
  std::optional<Timestamp> created_after{};
  std::optional<Timestamp> created_before{};
};

struct NewBackupJob {
  std::string vault{};
  std::string resource_arn{};
  std::string role_arn{};
  Lifecycle lifecycle{};
  std::optional<std::int64_t> start_window_minutes{};
  std::optional<std::int64_t> complete_window_minutes{};
  Texts tags{};  // of the recovery point
  std::string token{};
};

struct StartedBackupJob {
  std::string id{};
  std::string recovery_point_arn{};  // may be empty until the job runs
};

struct NewRestoreJob {
  std::string recovery_point_arn{};
  std::string role_arn{};
  Texts metadata{};
  bool copy_tags = false;
  std::string resource_type{};
  std::string token{};
};

struct BackupRule {
  std::string name{};
  std::string vault{};
  std::string schedule{};   // "cron(0 5 ? * * *)"
  std::string time_zone{};  // empty: UTC
  std::optional<std::int64_t> start_window_minutes{};
  std::optional<std::int64_t> completion_window_minutes{};
  Lifecycle lifecycle{};
  Texts recovery_point_tags{};
};

struct NewBackupPlan {
  std::string name{};
  std::vector<BackupRule> rules{};
  Texts tags{};
  std::string token{};
};

struct BackupPlan {
  std::string id{};
  std::string arn{};
  std::string name{};  // only when listed
  std::string version_id{};
  std::optional<Timestamp> created{};
  std::optional<Timestamp> last_run{};
};

struct NewBackupSelection {
  std::string plan_id{};
  std::string name{};
  std::string role_arn{};
  std::vector<std::string> resources{};
  Texts any_of_tags{};  // a resource with one of these tags is chosen
  std::string token{};
};

struct BackupSelection {
  std::string id{};
  std::string name{};
  std::string plan_id{};
  std::string role_arn{};
};

class AwsBackup {
 public:
  explicit AwsBackup(AwsClient& aws) : aws_(aws) {}

  // All pages, in AWS's order.
  Result<Answer<std::vector<RecoveryPoint>>> recovery_points_in(
      std::string_view vault, const RecoveryPointFilter& filter = {});
  // Fewer members are set: this list of AWS's names neither resource nor lifecycle.
  Result<Answer<std::vector<RecoveryPoint>>> recovery_points_of(std::string_view resource_arn);
  Result<Answer<RecoveryPoint>> describe_recovery_point(std::string_view vault,
                                                        std::string_view arn);
  Result<Answer<RestoreMetadata>> restore_metadata(std::string_view vault, std::string_view arn);
  Result<Answer<Ok>> delete_recovery_point(std::string_view vault, std::string_view arn);

  Result<Answer<StartedBackupJob>> start_backup_job(const NewBackupJob& job);
  Result<Answer<BackupJob>> describe_backup_job(std::string_view id);
  Result<Answer<std::vector<BackupJob>>> backup_jobs(const BackupJobFilter& filter = {});
  Result<Answer<Ok>> stop_backup_job(std::string_view id);

  // The job's id.
  Result<Answer<std::string>> start_restore_job(const NewRestoreJob& job);
  Result<Answer<RestoreJob>> describe_restore_job(std::string_view id);
  Result<Answer<std::vector<RestoreJob>>> restore_jobs(const RestoreJobFilter& filter = {});

  Result<Answer<BackupVault>> describe_vault(std::string_view name);
  Result<Answer<std::vector<BackupVault>>> vaults();
  Result<Answer<Ok>> create_vault(std::string_view name);

  Result<Answer<RegionSettings>> region_settings();
  // Types that are not named keep their setting.
  Result<Answer<Ok>> opt_in(const std::map<std::string, bool>& resource_types);

  // Of a recovery point, vault or plan.
  Result<Answer<Texts>> tags_of(std::string_view arn);

  Result<Answer<BackupPlan>> create_plan(const NewBackupPlan& plan);
  Result<Answer<std::vector<BackupPlan>>> plans();
  // Its selections first, or AWS refuses.
  Result<Answer<Ok>> delete_plan(std::string_view id);
  Result<Answer<BackupSelection>> create_selection(const NewBackupSelection& selection);
  Result<Answer<std::vector<BackupSelection>>> selections_of(std::string_view plan_id);
  Result<Answer<Ok>> delete_selection(std::string_view plan_id, std::string_view id);

 private:
  // `given`, or a new one.
  [[nodiscard]] std::string token(const std::string& given) const;

  AwsClient& aws_;
};

}  // namespace tidemark::client
