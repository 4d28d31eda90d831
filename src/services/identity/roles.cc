#include "services/identity/roles.h"

#include "services/identity/credentials.h"
#include "services/identity/managed_policies.h"

#include <fmt/format.h>

#include <algorithm>

namespace tidemark::services {
namespace {

constexpr std::size_t kMostRoles = 1000;
constexpr std::size_t kMostTrustCharacters = 2048;
constexpr Timestamp kFromTheStart = Timestamp::from_seconds(1'577'836'800);  // 2020-01-01

Role default_backup_role(std::string_view account) {
  return {.account = std::string(account),
          .name = std::string(kDefaultBackupRole),
          .path = "/service-role/",
          .id = fixed_id("AROA", fmt::format("{}/{}", account, kDefaultBackupRole)),
          .created = kFromTheStart,
          .description =
              "Provides AWS Backup permission to create backups and perform restores on "
              "your behalf across AWS services",
          .trust = R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":)"
                   R"({"Service":"backup.amazonaws.com"},"Action":"sts:AssumeRole"}]})",
          .rights = {.attached = {std::string(kBackupPolicyArn), std::string(kRestorePolicyArn)}}};
}

std::optional<MalformedPolicy> trust_problem(const std::string& trust) {
  auto policy = read_policy(trust, PolicyKind::kTrust);
  if (!policy) return MalformedPolicy{policy.error().message};
  return std::nullopt;
}

std::optional<LimitExceeded> trust_size_problem(const std::string& trust) {
  if (trust.size() <= kMostTrustCharacters) return std::nullopt;
  return LimitExceeded{
      fmt::format("Cannot exceed quota for ACLSizePerRole: {}", kMostTrustCharacters)};
}

}  // namespace

NoSuchEntity no_role(std::string_view name) {
  return {fmt::format("The role with name {} cannot be found.", name)};
}

std::optional<Role> find_role(const Directory& directory, std::string_view account,
                              std::string_view name) {
  const std::string key = name_key(account, name);
  if (const Role* row = directory.find<Role>(key)) {
    return row->deleted ? std::nullopt : std::optional(*row);
  }
  if (key == name_key(account, kDefaultBackupRole)) return default_backup_role(account);
  return std::nullopt;
}

std::optional<Role> find_role(const Directory& directory, std::string_view arn) {
  const auto parsed = parse_iam_arn(arn);
  if (!parsed || parsed->kind != "role") return std::nullopt;
  auto role = find_role(directory, parsed->account, parsed->name);
  return role && role->arn() == arn ? role : std::nullopt;
}

std::vector<Role> roles_of(const Directory& directory, std::string_view account) {
  std::vector<Role> roles;
  for (const Role* row : directory.list<Role>(account_prefix(account))) {
    if (!row->deleted) roles.push_back(*row);
  }
  const std::string key = name_key(account, kDefaultBackupRole);
  if (directory.find<Role>(key) == nullptr) {
    const auto place =
        std::ranges::find_if(roles, [&](const Role& one) { return one.key() > key; });
    roles.insert(place, default_backup_role(account));
  }
  return roles;
}

Changed<Role> create_role(Draft& draft, NewRole wanted) {
  if (auto problem = trust_size_problem(wanted.trust)) return *std::move(problem);
  if (auto problem = trust_problem(wanted.trust)) return *std::move(problem);
  if (find_role(draft.now(), wanted.account, wanted.name)) {
    return EntityExists{fmt::format("Role with name {} already exists.", wanted.name)};
  }
  if (roles_of(draft.now(), wanted.account).size() >= kMostRoles) {
    return LimitExceeded{fmt::format("Cannot exceed quota for RolesPerAccount: {}", kMostRoles)};
  }
  Role role{.account = std::move(wanted.account),
            .name = std::move(wanted.name),
            .path = std::move(wanted.path),
            .id = new_id("AROA", draft.random()),
            .created = draft.at(),
            .description = std::move(wanted.description),
            .max_session_seconds = wanted.max_session_seconds,
            .trust = std::move(wanted.trust),
            .tags = std::move(wanted.tags)};
  draft.put(role);
  return role;
}

Changed<Done> delete_role(Draft& draft, std::string_view account, std::string_view name) {
  auto role = find_role(draft.now(), account, name);
  if (!role) return no_role(name);
  if (!role->rights.attached.empty()) {
    return DeleteConflict{"Cannot delete entity, must detach all policies first."};
  }
  if (!role->rights.inline_policies.empty()) {
    return DeleteConflict{"Cannot delete entity, must delete policies first."};
  }
  if (role->key() == name_key(account, kDefaultBackupRole)) {
    role->deleted = true;
    draft.put(*std::move(role));
  } else {
    draft.remove<Role>(role->key());
  }
  return Done{};
}

Changed<Done> update_trust(Draft& draft, std::string_view account, std::string_view name,
                           std::string trust) {
  auto role = find_role(draft.now(), account, name);
  if (!role) return no_role(name);
  if (auto problem = trust_size_problem(trust)) return *std::move(problem);
  if (auto problem = trust_problem(trust)) return *std::move(problem);
  role->trust = std::move(trust);
  draft.put(*std::move(role));
  return Done{};
}

Changed<Done> update_role(Draft& draft, std::string_view account, std::string_view name,
                          const RoleUpdate& update) {
  auto role = find_role(draft.now(), account, name);
  if (!role) return no_role(name);
  if (update.description) role->description = *update.description;
  if (update.max_session_seconds) role->max_session_seconds = *update.max_session_seconds;
  draft.put(*std::move(role));
  return Done{};
}

}  // namespace tidemark::services
