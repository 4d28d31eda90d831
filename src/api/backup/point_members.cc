#include "api/backup/point_members.h"

#include "api/backup/errors.h"
#include "api/backup/job_members.h"
#include "api/backup/lifecycle_members.h"
#include "api/services.h"
#include "vault/resource_arn.h"

#include <array>

namespace tidemark::api {
namespace {

constexpr std::array<std::string_view, 3> kStatuses = {"COMPLETED", "EXPIRED", "DELETING"};

}  // namespace

void write_point(codec::JsonWriter& out, const vault::RecoveryPoint& point) {
  out.key("RecoveryPointArn").string(point.arn);
  out.key("BackupVaultName").string(point.vault.name);
  out.key("BackupVaultArn").string(vault::arn_of(point.vault));
  out.key("VaultType").string("BACKUP_VAULT");
  if (point.source_vault_arn) out.key("SourceBackupVaultArn").string(*point.source_vault_arn);
  out.key("ResourceArn").string(point.resource_arn);
  out.key("ResourceType").string(vault::kDynamoDb);
  out.key("ResourceName").string(point.resource_name);
  if (point.created_by) write_created_by(out, *point.created_by);
  out.key("IamRoleArn").string(point.iam_role_arn);
  out.key("Status").string(kStatuses[static_cast<std::size_t>(point.status)]);
  if (!point.status_message.empty()) out.key("StatusMessage").string(point.status_message);
  out.key("CreationDate").epoch_seconds(point.created_at);
  out.key("InitiationDate").epoch_seconds(point.created_at);
  out.key("CompletionDate").epoch_seconds(point.completed_at);
  out.key("BackupSizeInBytes").number(point.bytes);
  write_calculated_lifecycle(out, vault::dates_of(point));
  write_lifecycle(out, point.lifecycle);
  out.key("IsEncrypted").boolean(!point.key_id.empty());
  const bool cold = point.storage_class == vault::StorageClass::kCold;
  out.key("StorageClass").string(cold ? "COLD" : "WARM");
  if (point.last_restored_at) out.key("LastRestoreTime").epoch_seconds(*point.last_restored_at);
  out.key("IsParent").boolean(false);
}

Reply no_such_point(const std::string& arn) {
  return backup_not_found(fmt::format("Recovery point {} was not found", arn));
}

Parsed<vault::RecoveryPoint> point_in_path(const BackupRequest& request, const vault::Rows& rows) {
  const std::string& arn = request.in_path("recoveryPointArn");
  auto point = vault::find<vault::RecoveryPoint>(rows, vault::point_key(request.call.account, arn));
  if (!point) return backup_error(point.error());
  const bool here =
      point.value() && point.value()->vault.name == request.in_path("backupVaultName");
  if (!here) return no_such_point(arn);
  return *std::move(point).value();
}

Parsed<vault::RecoveryPoint> point_of_arn(const BackupRequest& request, Engine& engine,
                                          const std::string& arn) {
  const auto all = engine.services->backup.all();
  if (!all) return backup_error(all.error());
  for (const vault::Rows& rows : all.value()) {
    auto point =
        vault::find<vault::RecoveryPoint>(rows, vault::point_key(request.call.account, arn));
    if (!point) return backup_error(point.error());
    if (point.value()) return *std::move(point).value();
  }
  return no_such_point(arn);
}

}  // namespace tidemark::api
