#include "vault/role_check.h"

#include "services/identity/service_role.h"

#include <fmt/format.h>

namespace tidemark::vault {
namespace {

std::string_view action_of(const RoleWish& wish) {
  switch (wish.use) {
    case RoleUse::kBackup:
      return wish.classic ? "dynamodb:CreateBackup" : "dynamodb:StartAwsBackupJob";
    case RoleUse::kRestore:
      return wish.classic ? "dynamodb:RestoreTableFromBackup"
                          : "dynamodb:RestoreTableFromAwsBackup";
    case RoleUse::kCopy: break;
  }
  return "backup:CopyIntoBackupVault";
}

std::string_view deed_of(RoleUse use) {
  switch (use) {
    case RoleUse::kBackup: return "backup";
    case RoleUse::kRestore: return "restore";
    case RoleUse::kCopy: break;
  }
  return "copy";
}

}  // namespace

std::optional<std::string> role_problem(services::Identity& identity, const RoleWish& wish) {
  services::ServiceUse use{.role_arn = wish.role_arn,
                           .account = wish.account,
                           .action = std::string(action_of(wish)),
                           .resource = wish.resource_arn,
                           .region = wish.region,
                           .resource_account = wish.resource_account};
  if (wish.policy) {
    use.resource_policy =
        services::ResourcePolicy{fmt::format("of {}", wish.resource_arn), *wish.policy};
  }
  const services::RoleCheck check = services::check_service_role(identity, use);
  if (const auto* missing = std::get_if<services::RoleMissing>(&check)) return missing->text;
  if (const auto* other = std::get_if<services::RoleNotTrusting>(&check)) return other->text;
  if (const auto* lacks = std::get_if<services::RoleLacks>(&check)) {
    return fmt::format("IAM Role {} does not have sufficient permissions to execute the {}. {}",
                       wish.role_arn, deed_of(wish.use), lacks->text);
  }
  return std::nullopt;
}

}  // namespace tidemark::vault
