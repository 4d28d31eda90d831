// May a service use a role for this? What a job asks of the role that it was given.
//
//   const RoleCheck check = check_service_role(identity, {.role_arn = arn,
//                                                         .account = "123456789012",
//                                                         .action = "dynamodb:StartAwsBackupJob",
//                                                         .resource = table_arn,
//                                                         .region = "eu-west-1"});
//   if (const auto* lacks = std::get_if<RoleLacks>(&check)) … fail the job with lacks->text …
//
// The role must be there, trust the service, and its policies must allow the action.
//
// Threads   Any.
#pragma once

#include "services/identity/access.h"
#include "services/identity/identity.h"

#include <optional>
#include <string>
#include <variant>

namespace tidemark::services {

struct RoleUsable {};

// No role has that ARN, or it is another account's.
struct RoleMissing {
  std::string text;
};

struct RoleNotTrusting {
  std::string text;
};

struct RoleLacks {
  std::string text;
};

using RoleCheck = std::variant<RoleUsable, RoleMissing, RoleNotTrusting, RoleLacks>;

struct ServiceUse {
  std::string role_arn;
  std::string account;  // whose the job is
  std::string action;
  std::string resource;  // ARN
  std::string region = {};
  std::string resource_account = {};  // whose the resource is; empty: the job's account
  std::optional<ResourcePolicy> resource_policy = {};
  std::string service = "backup.amazonaws.com";
};

[[nodiscard]] RoleCheck check_service_role(Identity& identity, const ServiceUse& use);

// Without an action: whether the role is there and trusts the service.
[[nodiscard]] RoleCheck check_role_trust(Identity& identity, const std::string& role_arn,
                                         const std::string& account,
                                         const std::string& service = "backup.amazonaws.com");

}  // namespace tidemark::services
