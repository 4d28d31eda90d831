#include "api/backup/errors.h"
#include "api/backup/fields.h"
#include "api/backup/operations.h"
#include "api/backup/vault_settings.h"

#include <algorithm>
#include <array>

namespace tidemark::api {
namespace {

constexpr std::array<std::string_view, 24> kEvents{"BACKUP_JOB_STARTED",
                                                   "BACKUP_JOB_COMPLETED",
                                                   "BACKUP_JOB_SUCCESSFUL",
                                                   "BACKUP_JOB_FAILED",
                                                   "BACKUP_JOB_EXPIRED",
                                                   "RESTORE_JOB_STARTED",
                                                   "RESTORE_JOB_COMPLETED",
                                                   "RESTORE_JOB_SUCCESSFUL",
                                                   "RESTORE_JOB_FAILED",
                                                   "COPY_JOB_STARTED",
                                                   "COPY_JOB_SUCCESSFUL",
                                                   "COPY_JOB_FAILED",
                                                   "RECOVERY_POINT_MODIFIED",
                                                   "BACKUP_PLAN_CREATED",
                                                   "BACKUP_PLAN_MODIFIED",
                                                   "S3_BACKUP_OBJECT_FAILED",
                                                   "S3_RESTORE_OBJECT_FAILED",
                                                   "CONTINUOUS_BACKUP_INTERRUPTED",
                                                   "RECOVERY_POINT_INDEX_COMPLETED",
                                                   "RECOVERY_POINT_INDEX_DELETED",
                                                   "RECOVERY_POINT_INDEXING_FAILED",
                                                   "EKS_RESTORE_OBJECT_FAILED",
                                                   "EKS_RESTORE_OBJECT_SKIPPED",
                                                   "EKS_BACKUP_OBJECT_FAILED"};

// A standard topic of the vault's own account and region.
std::optional<Reply> topic_problem(const Call& call, const std::string& arn) {
  const std::string prefix = fmt::format("arn:aws:sns:{}:{}:", call.region, call.account);
  if (!arn.starts_with(prefix) || arn.size() == prefix.size() ||
      arn.find(':', prefix.size()) != arn.npos) {
    return invalid_value(fmt::format(
        "SNSTopicArn {} must be the ARN of a topic of the vault's own account and region: {}<name>",
        arn, prefix));
  }
  if (arn.ends_with(".fifo")) {
    return invalid_value(
        fmt::format("SNSTopicArn {} is a FIFO topic; vaults notify standard topics only", arn));
  }
  return std::nullopt;
}

std::optional<Reply> events_problem(const std::vector<std::string>& events) {
  if (events.empty()) return invalid_value("BackupVaultEvents must name one event at least");
  for (const std::string& event : events) {
    if (std::ranges::find(kEvents, event) == kEvents.end()) {
      return invalid_value(
          fmt::format("BackupVaultEvents has {}, which is no event of a vault; "
                      "the events are {}",
                      event, fmt::join(kEvents, ", ")));
    }
  }
  return std::nullopt;
}

// Each once, in the order given.
std::vector<std::string> once_each(const std::vector<std::string>& events) {
  std::vector<std::string> once;
  for (const std::string& event : events) {
    if (std::ranges::find(once, event) == once.end()) once.push_back(event);
  }
  return once;
}

Reply handle(const BackupRequest& request, Engine& engine) {
  Fields fields(request.body);
  const std::string topic = fields.required_text("SNSTopicArn");
  const auto events = fields.texts("BackupVaultEvents");
  if (!events) fields.missing("BackupVaultEvents");
  if (auto refusal = fields.refusal()) return *std::move(refusal);
  if (auto refusal = topic_problem(request.call, topic)) return *std::move(refusal);
  if (auto refusal = events_problem(*events)) return *std::move(refusal);
  return change_setting(request, engine, [&](vault::Vault& vault, Timestamp) {
    vault.notifications = vault::VaultNotifications{topic, once_each(*events)};
    return std::optional<vault::VaultLocked>();
  });
}

}  // namespace

const BackupOperation kPutBackupVaultNotifications{
    .name = "PutBackupVaultNotifications",
    .method = "PUT",
    .path = "/backup-vaults/{backupVaultName}/notification-configuration",
    .honoured = "backupVaultName SNSTopicArn BackupVaultEvents",
    .handle = handle};

}  // namespace tidemark::api
