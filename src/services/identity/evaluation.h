// May this caller do that to this resource? AWS's policy evaluation logic, the one place for it.
//
//   const Verdict verdict = evaluate({.caller = caller, .action = "backup:StartBackupJob",
//                                     .resource = vault_arn, .account = "123456789012",
//                                     .context = context},
//                                    {.identity = policies_of(caller), .resource =
//                                    {vault_policy}});
//   if (verdict.kind != Verdict::Kind::kAllowed) … denial_text(question, verdict) …
//
// A denial beats everything. Within an account one allowing side is enough: an identity's own
// policies, or a resource's policy that names the caller itself rather than its account. Across
// accounts both must allow. A session's own policies only take away. What a policy says that is
// not known here never allows, and denies where it stands in a Deny: the verdict names it.
//
// Threads   Pure functions.
// Source    AWS IAM User Guide, "Policy evaluation logic" and "Cross-account policy evaluation".
#pragma once

#include "services/identity/caller.h"
#include "services/identity/policy.h"
#include "services/identity/request_context.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tidemark::services {

struct Question {
  const Caller& caller;
  std::string action;    // "backup:StartBackupJob"
  std::string resource;  // an ARN, or "*" for actions that have none
  std::string account;   // whose the resource is; empty: the caller's
  const RequestContext& context;
};

struct NamedPolicy {
  std::string id;                        // its ARN or name
  std::shared_ptr<const Policy> policy;  // null: kept, but cannot be read any more
};

struct Policies {
  // The identity side allows everything, as for root, who has no policies.
  bool unlimited = false;
  std::vector<NamedPolicy> identity = {};
  std::optional<std::vector<NamedPolicy>> session = {};  // unset: the session has none of its own
  std::vector<NamedPolicy> resource = {};
  // The resource's policy must allow, whatever the identity side says: a role's trust policy.
  bool resource_must_allow = false;
};

enum class PolicyType : std::uint8_t { kIdentity, kSession, kResource };

struct Verdict {
  enum class Kind : std::uint8_t { kAllowed, kExplicitDeny, kImplicitDeny, kNotKnown };

  Kind kind = Kind::kImplicitDeny;
  PolicyType type = PolicyType::kIdentity;  // which side denied, or did not allow
  std::string what = {};                    // kNotKnown: "condition key aws:Foo in policy arn:…"
  std::vector<std::string> matched = {};    // the policies whose statements decided
};

[[nodiscard]] Verdict evaluate(const Question& question, const Policies& policies);

// AWS's text: "User: arn:… is not authorized to perform: backup:StartBackupJob on resource: arn:…
// because no identity-based policy allows the backup:StartBackupJob action".
[[nodiscard]] std::string denial_text(const Question& question, const Verdict& verdict);

}  // namespace tidemark::services
