// Sessions: a role's rights for a while, with credentials of their own.
//
//   Changed<Session> made = assume_role(draft, cache, caller, context,
//                                       {.role_arn = arn, .name = "nightly"});
//
// Threads   As Draft.
// Source    AWS STS API Reference, AssumeRole; aws-contract E.3.
#pragma once

#include "services/identity/access.h"
#include "services/identity/changed.h"
#include "services/identity/identity.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace tidemark::services {

struct NewSession {
  std::string role_arn;
  std::string name;
  std::chrono::seconds duration{3600};
  std::vector<std::string> policy_arns = {};
  std::optional<std::string> policy = {};
  std::optional<std::string> external_id = {};
  std::string source_identity = {};
};

// The role's trust policy must allow; so must the caller's own policies, unless the trust policy
// names the caller itself. Sessions that have ended are removed on the way.
[[nodiscard]] Changed<Session> assume_role(Draft& draft, PolicyCache& cache, const Caller& caller,
                                           RequestContext context, const NewSession& wanted);

}  // namespace tidemark::services
