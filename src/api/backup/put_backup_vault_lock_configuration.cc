#include "api/backup/errors.h"
#include "api/backup/fields.h"
#include "api/backup/operations.h"
#include "api/backup/vault_settings.h"
#include "vault/lock.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine& engine) {
  Fields fields(request.body);
  const vault::LockWanted wanted{.min_retention_days = fields.integer("MinRetentionDays"),
                                 .max_retention_days = fields.integer("MaxRetentionDays"),
                                 .changeable_for_days = fields.integer("ChangeableForDays")};
  if (auto refusal = fields.refusal()) return *std::move(refusal);
  if (const auto problem = vault::lock_wanted_problem(wanted)) return invalid_value(*problem);
  return change_setting(
      request, engine,
      [&](vault::Vault& vault, Timestamp now) -> std::optional<vault::VaultLocked> {
        if (vault::is_compliance_locked(vault, now)) {
          return vault::VaultLocked{*vault.lock->locked_at};
        }
        vault.lock = vault::lock_of(wanted, now);
        return std::nullopt;
      });
}

}  // namespace

const BackupOperation kPutBackupVaultLockConfiguration{
    .name = "PutBackupVaultLockConfiguration",
    .method = "PUT",
    .path = "/backup-vaults/{backupVaultName}/vault-lock",
    .honoured = "backupVaultName MinRetentionDays MaxRetentionDays ChangeableForDays",
    .handle = handle};

}  // namespace tidemark::api
