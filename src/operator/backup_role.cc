#include "operator/backup_role.h"

#include "client/identity.h"
#include "operator/config_values.h"

#include <algorithm>
#include <array>

namespace tidemark::runbooks {
namespace {

using client::Answer;
using client::ServiceError;

// AWS's managed policies: without the first nothing is backed up, without the second nothing
// comes back (AWS Backup developer guide, "Managed policies", read 2026-11-21).
constexpr std::array<std::string_view, 2> kPolicies{"AWSBackupServiceRolePolicyForBackup",
                                                    "AWSBackupServiceRolePolicyForRestores"};

Result<client::Role> role_named(client::Session& session, std::string_view word) {
  const std::string name = role_name(word);
  client::Iam iam(session.of(client::Service::kIam));
  TM_TRY(const Answer<client::Role> answer, iam.role(name));
  if (const auto* error = std::get_if<ServiceError>(&answer)) {
    if (error->name == "NoSuchEntity") {
      return fail(Code::kNotFound, fmt::format("there is no role {} in this account", name));
    }
    return client::to_error("GetRole", *error);
  }
  const auto& role = std::get<client::Role>(answer);
  const bool same = word.starts_with("arn:")
                        ? role.arn == word
                        : word == name || role.arn.ends_with(fmt::format(":role/{}", word));
  if (!same) {
    return fail(Code::kNotFound, fmt::format("the role {} is {}, not {}", name, role.arn, word));
  }
  return role;
}

}  // namespace

Result<std::string> arn_of_role(client::Session& session, std::string_view role) {
  if (role.starts_with("arn:")) return std::string(role);
  TM_TRY(client::Role found, role_named(session, role));
  return std::move(found.arn);
}

Result<BackupRole> find_backup_role(client::Session& session, std::string_view role) {
  TM_TRY(const client::Role found, role_named(session, role));
  client::Iam iam(session.of(client::Service::kIam));
  TM_TRY(const auto attached,
         client::accepted("ListAttachedRolePolicies", iam.attached_policies(found.name)));
  BackupRole answer{
      .arn = found.arn,
      .name = found.name,
      .trusts_backup = found.trust_policy.find("backup.amazonaws.com") != std::string::npos,
      .missing_policies = {}};
  for (const std::string_view policy : kPolicies) {
    const bool there = std::ranges::any_of(
        attached, [policy](const client::AttachedPolicy& one) { return one.name == policy; });
    if (!there) answer.missing_policies.emplace_back(policy);
  }
  return answer;
}

}  // namespace tidemark::runbooks
