#include "services/identity/users.h"

#include "services/identity/credentials.h"

#include <fmt/format.h>

namespace tidemark::services {
namespace {

constexpr std::size_t kMostUsers = 5000;
constexpr std::size_t kMostKeys = 2;

NoSuchEntity no_key(std::string_view key_id) {
  return {fmt::format("The Access Key with id {} cannot be found.", key_id)};
}

const UserKey* find_key(const Directory& directory, std::string_view account, std::string_view user,
                        std::string_view key_id) {
  const auto* key = directory.find<UserKey>(id_key(key_id));
  const bool theirs =
      key != nullptr && name_key(key->account, key->user) == name_key(account, user);
  return theirs ? key : nullptr;
}

}  // namespace

NoSuchEntity no_user(std::string_view name) {
  return {fmt::format("The user with name {} cannot be found.", name)};
}

std::vector<const UserKey*> keys_of(const Directory& directory, std::string_view account,
                                    std::string_view user) {
  std::vector<const UserKey*> keys = directory.list<UserKey>("");
  std::erase_if(keys, [&](const UserKey* key) {
    return name_key(key->account, key->user) != name_key(account, user);
  });
  return keys;
}

Changed<User> create_user(Draft& draft, NewUser wanted) {
  User user{.account = std::move(wanted.account),
            .name = std::move(wanted.name),
            .path = std::move(wanted.path),
            .id = new_id("AIDA", draft.random()),
            .created = draft.at(),
            .tags = std::move(wanted.tags)};
  if (draft.now().find<User>(user.key()) != nullptr) {
    return EntityExists{fmt::format("User with name {} already exists.", user.name)};
  }
  if (draft.now().list<User>(account_prefix(user.account)).size() >= kMostUsers) {
    return LimitExceeded{fmt::format("Cannot exceed quota for UsersPerAccount: {}", kMostUsers)};
  }
  draft.put(user);
  return user;
}

Changed<Done> delete_user(Draft& draft, std::string_view account, std::string_view name) {
  const auto* user = draft.now().find<User>(name_key(account, name));
  if (user == nullptr) return no_user(name);
  if (!user->rights.attached.empty()) {
    return DeleteConflict{"Cannot delete entity, must detach all policies first."};
  }
  if (!user->rights.inline_policies.empty()) {
    return DeleteConflict{"Cannot delete entity, must delete policies first."};
  }
  if (!keys_of(draft.now(), account, name).empty()) {
    return DeleteConflict{"Cannot delete entity, must delete access keys first."};
  }
  draft.remove<User>(name_key(account, name));
  return Done{};
}

Changed<UserKey> create_key(Draft& draft, std::string_view account, std::string_view user) {
  const auto* owner = draft.now().find<User>(name_key(account, user));
  if (owner == nullptr) return no_user(user);
  if (keys_of(draft.now(), account, user).size() >= kMostKeys) {
    return LimitExceeded{fmt::format("Cannot exceed quota for AccessKeysPerUser: {}", kMostKeys)};
  }
  UserKey key{.id = new_key_id("AKIA", draft.random()),
              .secret = new_secret(draft.random()),
              .account = owner->account,
              .user = owner->name,
              .created = draft.at()};
  draft.put(key);
  return key;
}

Changed<Done> set_key_active(Draft& draft, std::string_view account, std::string_view user,
                             std::string_view key_id, bool active) {
  const UserKey* found = find_key(draft.now(), account, user, key_id);
  if (found == nullptr) return no_key(key_id);
  UserKey key = *found;
  key.active = active;
  draft.put(std::move(key));
  return Done{};
}

Changed<Done> delete_key(Draft& draft, std::string_view account, std::string_view user,
                         std::string_view key_id) {
  const UserKey* found = find_key(draft.now(), account, user, key_id);
  if (found == nullptr) return no_key(key_id);
  draft.remove<UserKey>(std::string(found->key()));
  return Done{};
}

}  // namespace tidemark::services
