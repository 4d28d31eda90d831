#include "api/backup/errors.h"
#include "api/backup/fields.h"
#include "api/backup/operations.h"
#include "api/backup/vault_settings.h"
#include "services/identity/policy.h"

namespace tidemark::api {
namespace {

constexpr std::size_t kMaxPolicyBytes = 20'480;

std::optional<Reply> policy_problem(const std::string& text) {
  if (text.size() > kMaxPolicyBytes) {
    return invalid_value(fmt::format("The policy has {} bytes, more than the {} that are allowed",
                                     text.size(), kMaxPolicyBytes));
  }
  const auto read = services::read_policy(text, services::PolicyKind::kResource);
  if (!read) return invalid_value(read.error().message);
  return std::nullopt;
}

Reply handle(const BackupRequest& request, Engine& engine) {
  Fields fields(request.body);
  const std::string policy = fields.required_text("Policy");
  if (auto refusal = fields.refusal()) return *std::move(refusal);
  if (auto refusal = policy_problem(policy)) return *std::move(refusal);
  return change_setting(request, engine, [&](vault::Vault& vault, Timestamp) {
    vault.access_policy = policy;
    return std::optional<vault::VaultLocked>();
  });
}

}  // namespace

const BackupOperation kPutBackupVaultAccessPolicy{
    .name = "PutBackupVaultAccessPolicy",
    .method = "PUT",
    .path = "/backup-vaults/{backupVaultName}/access-policy",
    .honoured = "backupVaultName Policy",
    .handle = handle};

}  // namespace tidemark::api
