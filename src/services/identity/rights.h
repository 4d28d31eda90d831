// What users and roles may do: managed policies attached to them, and policies of their own.
//
//   Changed<Done> done = attach(draft, Holder::role(account, "ops"), policy_arn);
//
// Threads   As Draft.
#pragma once

#include "services/identity/changed.h"
#include "services/identity/identity.h"

#include <string>
#include <string_view>
#include <variant>

namespace tidemark::services {

// A user or a role, by name.
struct Holder {
  bool is_role = false;
  std::string account;
  std::string name;
};

// Its rights, or NoSuchEntity.
[[nodiscard]] std::variant<Rights, NoSuchEntity> rights_of(const Directory& directory,
                                                           const Holder& holder);

// At most ten. Attached already is no error.
[[nodiscard]] Changed<Done> attach(Draft& draft, const Holder& holder, std::string_view arn);
[[nodiscard]] Changed<Done> detach(Draft& draft, const Holder& holder, std::string_view arn);

[[nodiscard]] Changed<Done> put_inline(Draft& draft, const Holder& holder, InlinePolicy policy);
[[nodiscard]] Changed<Done> delete_inline(Draft& draft, const Holder& holder,
                                          std::string_view name);

[[nodiscard]] NoSuchEntity no_inline(const Holder& holder, std::string_view name);

}  // namespace tidemark::services
