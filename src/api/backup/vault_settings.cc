#include "api/backup/vault_settings.h"

#include "api/backup/errors.h"
#include "api/backup/vault_members.h"

namespace tidemark::api {

Reply change_setting(
    const BackupRequest& request, Engine& engine,
    const std::function<std::optional<vault::VaultLocked>(vault::Vault&, Timestamp)>& change) {
  const std::string& name = request.in_path("backupVaultName");
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  const auto answer = vault::change_vault(rows, request.call.account, name, change);
  if (!answer) return backup_error(answer.error());
  if (std::holds_alternative<vault::VaultMissing>(answer.value())) return vault_missing(name);
  if (std::holds_alternative<vault::VaultLocked>(answer.value())) return vault_locked(name);
  return backup_done();
}

}  // namespace tidemark::api
