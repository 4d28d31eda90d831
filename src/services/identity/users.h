// Users of an account and their access keys.
//
//   Changed<User> made = create_user(draft, {.account = account, .name = "ann"});
//   Changed<UserKey> key = create_key(draft, account, "ann");
//
// Threads   As Draft.
#pragma once

#include "services/identity/changed.h"
#include "services/identity/identity.h"

#include <string>
#include <string_view>
#include <vector>

namespace tidemark::services {

struct NewUser {
  std::string account;
  std::string name;
  std::string path = "/";
  std::vector<Tag> tags = {};
};

[[nodiscard]] Changed<User> create_user(Draft& draft, NewUser wanted);
[[nodiscard]] Changed<Done> delete_user(Draft& draft, std::string_view account,
                                        std::string_view name);

// At most two a user.
[[nodiscard]] Changed<UserKey> create_key(Draft& draft, std::string_view account,
                                          std::string_view user);
[[nodiscard]] Changed<Done> set_key_active(Draft& draft, std::string_view account,
                                           std::string_view user, std::string_view key_id,
                                           bool active);
[[nodiscard]] Changed<Done> delete_key(Draft& draft, std::string_view account,
                                       std::string_view user, std::string_view key_id);

// By key id.
[[nodiscard]] std::vector<const UserKey*> keys_of(const Directory& directory,
                                                  std::string_view account, std::string_view user);

[[nodiscard]] NoSuchEntity no_user(std::string_view name);

}  // namespace tidemark::services
