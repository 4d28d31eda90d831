#include "services/identity/managed_policies.h"

#include "services/identity/credentials.h"
#include "services/identity/roles.h"

#include <fmt/format.h>

#include <algorithm>

namespace tidemark::services {
namespace {

constexpr std::size_t kMostVersions = 5;
constexpr std::size_t kMostPolicies = 1500;
constexpr std::size_t kMostCharacters = 6144;

// AWS does not count blanks.
std::size_t counted(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return c != ' ' && c != '\n' && c != '\t'; }));
}

template <class T>
std::optional<Changed<T>> document_problem(const std::string& text) {
  if (counted(text) > kMostCharacters) {
    return LimitExceeded{fmt::format("Cannot exceed quota for PolicySize: {}", kMostCharacters)};
  }
  if (auto policy = read_policy(text, PolicyKind::kIdentity); !policy) {
    return MalformedPolicy{policy.error().message};
  }
  return std::nullopt;
}

// The account's own policy, or why it cannot be changed.
template <class T>
std::variant<ManagedPolicy, Changed<T>> own_policy(const Draft& draft, std::string_view account,
                                                   std::string_view arn) {
  const ManagedPolicy* found = find_policy(draft.now(), arn);
  if (found == nullptr)
    return Changed<T>(NoSuchEntity{fmt::format("Policy {} was not found.", arn)});
  if (found->account != account) {
    return Changed<T>(NotAllowed{fmt::format("Policy {} is not one of account {}.", arn, account)});
  }
  return *found;
}

NoSuchEntity no_version(std::string_view arn, std::uint64_t number) {
  return {fmt::format("Policy {} version v{} does not exist or is not attachable.", arn, number)};
}

}  // namespace

const ManagedPolicy* find_policy(const Directory& directory, std::string_view arn) {
  const auto parsed = parse_iam_arn(arn);
  if (!parsed || parsed->kind != "policy") return nullptr;
  if (parsed->account == "aws") {
    const auto all = aws_policies();
    const auto found = std::ranges::find_if(
        all, [&](const ManagedPolicy& one) { return one.name == parsed->name; });
    return found == all.end() || found->path != parsed->path ? nullptr : &*found;
  }
  const auto* policy = directory.find<ManagedPolicy>(name_key(parsed->account, parsed->name));
  return policy == nullptr || policy->arn() != arn ? nullptr : policy;
}

std::size_t attachments_of(const Directory& directory, std::string_view account,
                           std::string_view arn) {
  const auto has = [&](const Rights& rights) {
    return std::ranges::find(rights.attached, arn) != rights.attached.end();
  };
  std::size_t count = 0;
  for (const User* user : directory.list<User>(account_prefix(account))) count += has(user->rights);
  for (const Role& role : roles_of(directory, account)) count += has(role.rights);
  return count;
}

Changed<ManagedPolicy> create_policy(Draft& draft, NewPolicy wanted) {
  if (auto problem = document_problem<ManagedPolicy>(wanted.text)) return *std::move(problem);
  ManagedPolicy policy{.account = std::move(wanted.account),
                       .name = std::move(wanted.name),
                       .path = std::move(wanted.path),
                       .id = new_id("ANPA", draft.random()),
                       .description = std::move(wanted.description),
                       .created = draft.at(),
                       .updated = draft.at(),
                       .versions = {{.text = std::move(wanted.text), .created = draft.at()}},
                       .tags = std::move(wanted.tags)};
  if (draft.now().find<ManagedPolicy>(policy.key()) != nullptr) {
    return EntityExists{
        fmt::format("A policy called {} already exists. Duplicate names are not "
                    "allowed.",
                    policy.name)};
  }
  if (draft.now().list<ManagedPolicy>(account_prefix(policy.account)).size() >= kMostPolicies) {
    return LimitExceeded{
        fmt::format("Cannot exceed quota for PoliciesPerAccount: {}", kMostPolicies)};
  }
  draft.put(policy);
  return policy;
}

Changed<Done> delete_policy(Draft& draft, std::string_view account, std::string_view arn) {
  auto found = own_policy<Done>(draft, account, arn);
  if (auto* refusal = std::get_if<1>(&found)) return std::move(*refusal);
  const auto& policy = std::get<0>(found);
  if (attachments_of(draft.now(), account, arn) > 0) {
    return DeleteConflict{"Cannot delete a policy attached to entities."};
  }
  if (policy.versions.size() > 1) {
    return DeleteConflict{
        "This policy has more than one version. Before you delete a policy, you must delete the "
        "policy's versions. The default version is deleted with the policy."};
  }
  draft.remove<ManagedPolicy>(policy.key());
  return Done{};
}

Changed<PolicyVersion> create_policy_version(Draft& draft, std::string_view account,
                                             std::string_view arn, std::string text,
                                             bool as_default) {
  auto found = own_policy<PolicyVersion>(draft, account, arn);
  if (auto* refusal = std::get_if<1>(&found)) return std::move(*refusal);
  if (auto problem = document_problem<PolicyVersion>(text)) return *std::move(problem);
  auto& policy = std::get<0>(found);
  if (policy.versions.size() >= kMostVersions) {
    return LimitExceeded{
        "A managed policy can have up to 5 versions. Before you create a new version, you must "
        "delete an existing version."};
  }
  PolicyVersion version{
      .number = ++policy.last_version, .text = std::move(text), .created = draft.at()};
  policy.versions.push_back(version);
  policy.updated = draft.at();
  if (as_default) policy.default_version = version.number;
  draft.put(policy);
  return version;
}

Changed<Done> delete_policy_version(Draft& draft, std::string_view account, std::string_view arn,
                                    std::uint64_t number) {
  auto found = own_policy<Done>(draft, account, arn);
  if (auto* refusal = std::get_if<1>(&found)) return std::move(*refusal);
  auto& policy = std::get<0>(found);
  if (policy.version(number) == nullptr) return no_version(arn, number);
  if (policy.default_version == number) {
    return DeleteConflict{"Cannot delete the default version of a policy."};
  }
  std::erase_if(policy.versions, [&](const PolicyVersion& one) { return one.number == number; });
  draft.put(policy);
  return Done{};
}

Changed<Done> set_default_version(Draft& draft, std::string_view account, std::string_view arn,
                                  std::uint64_t number) {
  auto found = own_policy<Done>(draft, account, arn);
  if (auto* refusal = std::get_if<1>(&found)) return std::move(*refusal);
  auto& policy = std::get<0>(found);
  if (policy.version(number) == nullptr) return no_version(arn, number);
  policy.default_version = number;
  policy.updated = draft.at();
  draft.put(policy);
  return Done{};
}

}  // namespace tidemark::services
