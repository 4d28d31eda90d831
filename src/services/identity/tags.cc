#include "services/identity/tags.h"

#include "services/identity/managed_policies.h"
#include "services/identity/roles.h"
#include "services/identity/users.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

namespace tidemark::services {
namespace {

constexpr std::size_t kMostTags = 50;

NoSuchEntity no_policy(std::string_view arn) {
  return {fmt::format("Policy {} was not found.", arn)};
}

// The account's own policy; null: none, or AWS's.
const ManagedPolicy* own_policy(const Directory& directory, const Tagged& tagged) {
  const ManagedPolicy* policy = find_policy(directory, tagged.name);
  return policy == nullptr || policy->account != tagged.account ? nullptr : policy;
}

Changed<Done> change(Draft& draft, const Tagged& tagged,
                     const std::function<void(std::vector<Tag>&)>& edit) {
  const auto keep = [&](auto entity) -> Changed<Done> {
    edit(entity.tags);
    if (entity.tags.size() > kMostTags) {
      return LimitExceeded{"The number of tags has reached the maximum limit."};
    }
    draft.put(std::move(entity));
    return Done{};
  };
  switch (tagged.kind) {
    case Tagged::Kind::kUser: {
      const auto* user = draft.now().find<User>(name_key(tagged.account, tagged.name));
      if (user == nullptr) return no_user(tagged.name);
      return keep(User(*user));
    }
    case Tagged::Kind::kRole: {
      auto role = find_role(draft.now(), tagged.account, tagged.name);
      if (!role) return no_role(tagged.name);
      return keep(*std::move(role));
    }
    case Tagged::Kind::kPolicy: break;
  }
  const ManagedPolicy* policy = own_policy(draft.now(), tagged);
  if (policy == nullptr) return no_policy(tagged.name);
  return keep(ManagedPolicy(*policy));
}

}  // namespace

std::variant<std::vector<Tag>, NoSuchEntity> tags_of(const Directory& directory,
                                                     const Tagged& tagged) {
  std::vector<Tag> tags;
  if (tagged.kind == Tagged::Kind::kUser) {
    const auto* user = directory.find<User>(name_key(tagged.account, tagged.name));
    if (user == nullptr) return no_user(tagged.name);
    tags = user->tags;
  } else if (tagged.kind == Tagged::Kind::kRole) {
    const auto role = find_role(directory, tagged.account, tagged.name);
    if (!role) return no_role(tagged.name);
    tags = role->tags;
  } else {
    const ManagedPolicy* policy = own_policy(directory, tagged);
    if (policy == nullptr) return no_policy(tagged.name);
    tags = policy->tags;
  }
  std::ranges::sort(tags, {}, &Tag::key);
  return tags;
}

Changed<Done> add_tags(Draft& draft, const Tagged& tagged, const std::vector<Tag>& tags) {
  return change(draft, tagged, [&](std::vector<Tag>& own) {
    for (const Tag& tag : tags) {
      const auto found = std::ranges::find(own, tag.key, &Tag::key);
      if (found == own.end()) {
        own.push_back(tag);
      } else {
        found->value = tag.value;
      }
    }
  });
}

Changed<Done> remove_tags(Draft& draft, const Tagged& tagged,
                          const std::vector<std::string>& keys) {
  return change(draft, tagged, [&](std::vector<Tag>& own) {
    std::erase_if(own,
                  [&](const Tag& tag) { return std::ranges::find(keys, tag.key) != keys.end(); });
  });
}

}  // namespace tidemark::services
