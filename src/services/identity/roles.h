// Roles: rights that a service, a user or another account may take on for a while.
//
//   const std::optional<Role> role = find_role(directory, account, "ops");
//   Changed<Role> made = create_role(draft, {.account = account, .name = "ops", .trust = text});
//
// Every account has service-role/AWSBackupDefaultServiceRole from the start, as after the opt-in of
// AWS Backup's console. It can be changed and deleted like any other.
//
// Threads   As Draft.
#pragma once

#include "services/identity/changed.h"
#include "services/identity/identity.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::services {

inline constexpr std::string_view kDefaultBackupRole = "AWSBackupDefaultServiceRole";

[[nodiscard]] std::optional<Role> find_role(const Directory& directory, std::string_view account,
                                            std::string_view name);
// By its whole ARN, path and all.
[[nodiscard]] std::optional<Role> find_role(const Directory& directory, std::string_view arn);

// By name, those from the start included.
[[nodiscard]] std::vector<Role> roles_of(const Directory& directory, std::string_view account);

struct NewRole {
  std::string account;
  std::string name;
  std::string path = "/";
  std::string description = {};
  std::uint64_t max_session_seconds = 3600;
  std::string trust;
  std::vector<Tag> tags = {};
};

[[nodiscard]] Changed<Role> create_role(Draft& draft, NewRole wanted);
[[nodiscard]] Changed<Done> delete_role(Draft& draft, std::string_view account,
                                        std::string_view name);
[[nodiscard]] Changed<Done> update_trust(Draft& draft, std::string_view account,
                                         std::string_view name, std::string trust);

// Unset members stay as they are.
struct RoleUpdate {
  std::optional<std::string> description;
  std::optional<std::uint64_t> max_session_seconds;
};

[[nodiscard]] Changed<Done> update_role(Draft& draft, std::string_view account,
                                        std::string_view name, const RoleUpdate& update);

[[nodiscard]] NoSuchEntity no_role(std::string_view name);

}  // namespace tidemark::services
