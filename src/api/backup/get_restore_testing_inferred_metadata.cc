#include "api/backup/errors.h"
#include "api/backup/operations.h"
#include "api/backup/vault_members.h"
#include "vault/recovery_point.h"
#include "vault/restore_test.h"

namespace tidemark::api {
namespace {

constexpr std::size_t kRandomDigits = 16;

Reply handle(const BackupRequest& request, Engine& engine) {
  const std::string* const vault_name = request.in_query("BackupVaultName");
  const std::string* const arn = request.in_query("RecoveryPointArn");
  if (vault_name == nullptr) return missing_value("Missing required parameter: BackupVaultName");
  if (arn == nullptr) return missing_value("Missing required parameter: RecoveryPointArn");
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  const auto vault =
      vault::find<vault::Vault>(rows, vault::vault_key(request.call.account, *vault_name));
  if (!vault) return backup_error(vault.error());
  if (!vault.value()) return vault_missing(*vault_name);
  const auto point =
      vault::find<vault::RecoveryPoint>(rows, vault::point_key(request.call.account, *arn));
  if (!point) return backup_error(point.error());
  if (!point.value() || point.value()->vault.name != *vault_name) {
    return backup_not_found(
        fmt::format("Recovery point {} was not found in backup vault {}", *arn, *vault_name));
  }
  codec::JsonWriter out;
  out.begin_object().key("InferredMetadata").begin_object();
  const std::string target =
      fmt::format("{}-{}", vault::kRestoreTestTag, engine.random.hex(kRandomDigits));
  for (const auto& [key, value] : vault::inferred_metadata(target)) out.key(key).string(value);
  out.end_object().end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kGetRestoreTestingInferredMetadata{
    .name = "GetRestoreTestingInferredMetadata",
    .method = "GET",
    .path = "/restore-testing/inferred-metadata",
    .honoured = "BackupVaultName RecoveryPointArn",
    .refused = "BackupVaultAccountId",
    .handle = handle};

}  // namespace tidemark::api
