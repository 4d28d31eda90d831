// Managed policies: an account's own, and those of AWS that every account sees.
//
//   const ManagedPolicy* policy = find_policy(directory, arn);
//   Changed<ManagedPolicy> made = create_policy(draft, {.account = account, .name = "p", …});
//
// AWS's documents are long; here they hold what concerns the services that are here.
//
// Threads   As Draft.
// Source    aws-contract E.3; AWS Managed Policy Reference.
#pragma once

#include "services/identity/changed.h"
#include "services/identity/identity.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::services {

inline constexpr std::string_view kBackupPolicyArn =
    "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup";
inline constexpr std::string_view kRestorePolicyArn =
    "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores";

[[nodiscard]] std::span<const ManagedPolicy> aws_policies();

// Null when there is none.
[[nodiscard]] const ManagedPolicy* find_policy(const Directory& directory, std::string_view arn);

// How many users and roles of the account it is attached to.
[[nodiscard]] std::size_t attachments_of(const Directory& directory, std::string_view account,
                                         std::string_view arn);

// What to make: account, name, path, description, tags, and the document as the only version.
struct NewPolicy {
  std::string account;
  std::string name;
  std::string path = "/";
  std::string description = {};
  std::string text;
  std::vector<Tag> tags = {};
};

[[nodiscard]] Changed<ManagedPolicy> create_policy(Draft& draft, NewPolicy wanted);
[[nodiscard]] Changed<Done> delete_policy(Draft& draft, std::string_view account,
                                          std::string_view arn);
// At most five are kept.
[[nodiscard]] Changed<PolicyVersion> create_policy_version(Draft& draft, std::string_view account,
                                                           std::string_view arn, std::string text,
                                                           bool as_default);
[[nodiscard]] Changed<Done> delete_policy_version(Draft& draft, std::string_view account,
                                                  std::string_view arn, std::uint64_t number);
[[nodiscard]] Changed<Done> set_default_version(Draft& draft, std::string_view account,
                                                std::string_view arn, std::uint64_t number);

}  // namespace tidemark::services
