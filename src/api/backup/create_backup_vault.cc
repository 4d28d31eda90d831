#include "api/backup/errors.h"
#include "api/backup/fields.h"
#include "api/backup/operations.h"
#include "api/backup/vault_members.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine& engine) {
  Fields fields(request.body);
  vault::Vault vault;
  vault.name = {request.call.account, request.call.region, request.in_path("backupVaultName")};
  vault.creator_request_id = fields.text("CreatorRequestId");
  const auto tags = fields.text_map("BackupVaultTags");
  if (auto refusal = fields.refusal()) return *std::move(refusal);
  if (!vault::is_vault_name(vault.name.name)) {
    return invalid_value(fmt::format(
        "Backup vault name {} must have 2 to 50 letters, digits, '-' or '_'", vault.name.name));
  }
  if (const auto problem = vault::tags_problem(tags.value_or(vault::Tags()))) {
    return invalid_value(*problem);
  }
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  vault.created_at = engine.clock.now();
  const auto answer = vault::create_vault(rows, vault, tags.value_or(vault::Tags()));
  if (!answer) return backup_error(answer.error());
  if (std::holds_alternative<vault::VaultExists>(answer.value())) {
    return backup_error("AlreadyExistsException", "Backup vault with the same name already exists");
  }
  codec::JsonWriter out;
  out.begin_object();
  write_vault_name(out, vault.name);
  out.key("CreationDate").epoch_seconds(std::get<vault::Vault>(answer.value()).created_at);
  out.end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kCreateBackupVault{
    .name = "CreateBackupVault",
    .method = "PUT",
    .path = "/backup-vaults/{backupVaultName}",
    .honoured = "backupVaultName BackupVaultTags CreatorRequestId",
    .refused = "EncryptionKeyArn",  // what seals is the server's key file
    .handle = handle};

}  // namespace tidemark::api
