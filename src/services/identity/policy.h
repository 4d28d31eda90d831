// A policy document, read: who may or may not do what to what, and when.
//
//   TM_TRY(const Policy policy, read_policy(text, PolicyKind::kIdentity));
//   for (const Statement& statement : policy.statements) … statement.allow …
//
// Whatever this does not know is an error that names it, so that no policy is kept whose words
// would be passed over.
//
// Threads   Immutable; pure functions.
// Source    AWS IAM User Guide, "IAM JSON policy element reference" and "policy grammar".
#pragma once

#include "base/result.h"
#include "services/identity/policy_condition.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::services {

enum class PolicyKind : std::uint8_t {
  kIdentity,  // of users and roles: names no principal
  kResource,  // of a vault, a table: names principals and resources
  kTrust,     // of a role: names principals, no resources, and only actions of sts
};

struct Principals {
  bool anyone = false;                // "*"
  std::vector<std::string> aws;       // ARNs; an account is "arn:aws:iam::…:root"
  std::vector<std::string> services;  // "backup.amazonaws.com"
};

struct Statement {
  std::string id;
  bool allow = true;
  bool not_principals = false;
  bool not_actions = false;
  bool not_resources = false;
  std::optional<Principals> principals;
  std::vector<std::string> actions;
  std::vector<std::string> resources;
  std::vector<Condition> conditions;
};

struct Policy {
  bool with_variables = false;  // version 2012-10-17
  std::vector<Statement> statements;
};

// Errors: kInvalid  the message is AWS's text for the first thing that is wrong
Result<Policy> read_policy(std::string_view text, PolicyKind kind);

}  // namespace tidemark::services
