#include "services/identity/rights.h"

#include "services/identity/managed_policies.h"
#include "services/identity/roles.h"
#include "services/identity/users.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

namespace tidemark::services {
namespace {

constexpr std::size_t kMostAttached = 10;
constexpr std::size_t kMostInlineOfRole = 10'240;
constexpr std::size_t kMostInlineOfUser = 2'048;

// Lets `edit` change the holder's rights; what it answers is the answer.
Changed<Done> change(Draft& draft, const Holder& holder,
                     const std::function<Changed<Done>(Rights&)>& edit) {
  const auto keep = [&](auto identity) -> Changed<Done> {
    Changed<Done> answer = edit(identity.rights);
    if (std::holds_alternative<Done>(answer)) draft.put(std::move(identity));
    return answer;
  };
  if (holder.is_role) {
    auto role = find_role(draft.now(), holder.account, holder.name);
    if (!role) return no_role(holder.name);
    return keep(*std::move(role));
  }
  const auto* user = draft.now().find<User>(name_key(holder.account, holder.name));
  if (user == nullptr) return no_user(holder.name);
  return keep(User(*user));
}

}  // namespace

NoSuchEntity no_inline(const Holder& holder, std::string_view name) {
  return {fmt::format("The {} policy with name {} cannot be found.",
                      holder.is_role ? "role" : "user", name)};
}

std::variant<Rights, NoSuchEntity> rights_of(const Directory& directory, const Holder& holder) {
  if (holder.is_role) {
    auto role = find_role(directory, holder.account, holder.name);
    if (!role) return no_role(holder.name);
    return std::move(role->rights);
  }
  const auto* user = directory.find<User>(name_key(holder.account, holder.name));
  if (user == nullptr) return no_user(holder.name);
  return user->rights;
}

Changed<Done> attach(Draft& draft, const Holder& holder, std::string_view arn) {
  const ManagedPolicy* policy = find_policy(draft.now(), arn);
  const bool usable =
      policy != nullptr && (policy->account == "aws" || policy->account == holder.account);
  return change(draft, holder, [&](Rights& rights) -> Changed<Done> {
    if (!usable) {
      return NoSuchEntity{fmt::format("Policy {} does not exist or is not attachable.", arn)};
    }
    if (std::ranges::find(rights.attached, arn) != rights.attached.end()) return Done{};
    if (rights.attached.size() >= kMostAttached) {
      return LimitExceeded{fmt::format("Cannot exceed quota for PoliciesPer{}: {}",
                                       holder.is_role ? "Role" : "User", kMostAttached)};
    }
    rights.attached.emplace_back(arn);
    return Done{};
  });
}

Changed<Done> detach(Draft& draft, const Holder& holder, std::string_view arn) {
  return change(draft, holder, [&](Rights& rights) -> Changed<Done> {
    if (std::erase(rights.attached, arn) == 0) {
      return NoSuchEntity{fmt::format("Policy {} was not found.", arn)};
    }
    return Done{};
  });
}

Changed<Done> put_inline(Draft& draft, const Holder& holder, InlinePolicy policy) {
  auto read = read_policy(policy.text, PolicyKind::kIdentity);
  return change(draft, holder, [&](Rights& rights) -> Changed<Done> {
    if (!read) return MalformedPolicy{read.error().message};
    const auto same = [&](const InlinePolicy& one) { return one.name == policy.name; };
    std::erase_if(rights.inline_policies, same);
    rights.inline_policies.push_back(policy);
    std::ranges::sort(rights.inline_policies, {}, &InlinePolicy::name);
    std::size_t size = 0;
    for (const InlinePolicy& one : rights.inline_policies) size += one.text.size();
    const std::size_t most = holder.is_role ? kMostInlineOfRole : kMostInlineOfUser;
    if (size > most) {
      return LimitExceeded{fmt::format("Maximum policy size of {} bytes exceeded for {} {}", most,
                                       holder.is_role ? "role" : "user", holder.name)};
    }
    return Done{};
  });
}

Changed<Done> delete_inline(Draft& draft, const Holder& holder, std::string_view name) {
  return change(draft, holder, [&](Rights& rights) -> Changed<Done> {
    const auto same = [&](const InlinePolicy& one) { return one.name == name; };
    if (std::erase_if(rights.inline_policies, same) == 0) return no_inline(holder, name);
    return Done{};
  });
}

}  // namespace tidemark::services
