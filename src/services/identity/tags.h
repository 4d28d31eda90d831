// Tags of users, roles and policies: conditions ask for a caller's as aws:PrincipalTag/….
//
//   Changed<Done> done = add_tags(draft, {Tagged::Kind::kRole, account, "ops"}, {{"team", "sea"}});
//
// Threads   As Draft.
#pragma once

#include "services/identity/changed.h"
#include "services/identity/identity.h"

#include <string>
#include <variant>
#include <vector>

namespace tidemark::services {

// What has tags: a user or role by name, a policy by ARN.
struct Tagged {
  enum class Kind : std::uint8_t { kUser, kRole, kPolicy };

  Kind kind = Kind::kUser;
  std::string account;
  std::string name;
};

// Ascending by key.
[[nodiscard]] std::variant<std::vector<Tag>, NoSuchEntity> tags_of(const Directory& directory,
                                                                   const Tagged& tagged);

// A tag that is there gets the new value. At most fifty.
[[nodiscard]] Changed<Done> add_tags(Draft& draft, const Tagged& tagged,
                                     const std::vector<Tag>& tags);
// Keys that are not there are passed over.
[[nodiscard]] Changed<Done> remove_tags(Draft& draft, const Tagged& tagged,
                                        const std::vector<std::string>& keys);

}  // namespace tidemark::services
