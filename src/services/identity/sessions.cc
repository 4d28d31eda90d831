#include "services/identity/sessions.h"

#include "services/identity/credentials.h"
#include "services/identity/managed_policies.h"
#include "services/identity/roles.h"

#include <fmt/format.h>

namespace tidemark::services {
namespace {

using namespace std::chrono_literals;

constexpr auto kChainedAtMost = 1h;

NotAllowed may_not(const Caller& caller, std::string_view role_arn) {
  return {fmt::format("User: {} is not authorized to perform: sts:AssumeRole on resource: {}",
                      caller.arn, role_arn)};
}

// What the new session's own policies are wrong in.
std::optional<Changed<Session>> policy_problem(const Directory& directory, const NewSession& wanted,
                                               std::string_view account) {
  if (wanted.policy) {
    if (auto read = read_policy(*wanted.policy, PolicyKind::kIdentity); !read) {
      return MalformedPolicy{read.error().message};
    }
  }
  for (const std::string& arn : wanted.policy_arns) {
    const ManagedPolicy* policy = find_policy(directory, arn);
    if (policy != nullptr && (policy->account == "aws" || policy->account == account)) continue;
    return MalformedPolicy{fmt::format("PolicyArn {} does not exist", arn)};
  }
  return std::nullopt;
}

std::optional<InvalidInput> duration_problem(const Caller& caller, const Role& role,
                                             std::chrono::seconds duration) {
  if (caller.kind == Caller::Kind::kSession && duration > kChainedAtMost) {
    return InvalidInput{
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role "
        "chaining"};
  }
  if (duration > std::chrono::seconds(role.max_session_seconds)) {
    return InvalidInput{
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."};
  }
  return std::nullopt;
}

Verdict trusted(const Directory& directory, PolicyCache& cache, const Caller& caller,
                const RequestContext& context, const Role& role) {
  Policies policies = policies_of(directory, caller, cache);
  policies.resource = {{"of the role", cache.read(role.trust, PolicyKind::kTrust)}};
  policies.resource_must_allow = true;
  return evaluate({.caller = caller,
                   .action = "sts:AssumeRole",
                   .resource = role.arn(),
                   .account = role.account,
                   .context = context},
                  policies);
}

void remove_ended(Draft& draft) {
  std::vector<std::string> ended;
  for (const Session* session : draft.now().list<Session>("")) {
    if (session->expires <= draft.real_time()) ended.push_back(session->key());
  }
  for (const std::string& key : ended) draft.remove<Session>(key);
}

}  // namespace

Changed<Session> assume_role(Draft& draft, PolicyCache& cache, const Caller& caller,
                             RequestContext context, const NewSession& wanted) {
  const auto role = find_role(draft.now(), wanted.role_arn);
  if (!role) return may_not(caller, wanted.role_arn);
  context.set("aws:ResourceAccount", role->account);
  context.set("sts:RoleSessionName", wanted.name);
  if (wanted.external_id) context.set("sts:ExternalId", *wanted.external_id);
  if (!wanted.source_identity.empty()) context.set("sts:SourceIdentity", wanted.source_identity);
  const Verdict verdict = trusted(draft.now(), cache, caller, context, *role);
  if (verdict.kind == Verdict::Kind::kNotKnown) {
    return NotAllowed{fmt::format("{} because {} is not supported by this version of Tidemark",
                                  may_not(caller, wanted.role_arn).text, verdict.what)};
  }
  if (verdict.kind != Verdict::Kind::kAllowed) return may_not(caller, wanted.role_arn);
  if (auto problem = duration_problem(caller, *role, wanted.duration)) return *std::move(problem);
  if (auto problem = policy_problem(draft.now(), wanted, role->account)) {
    return *std::move(problem);
  }
  remove_ended(draft);
  Session session{.id = new_key_id("ASIA", draft.random()),
                  .secret = new_secret(draft.random()),
                  .token = new_session_token(draft.random()),
                  .account = role->account,
                  .role = role->name,
                  .role_id = role->id,
                  .name = wanted.name,
                  .source_identity = wanted.source_identity,
                  .policy_arns = wanted.policy_arns,
                  .policy = wanted.policy,
                  .created = draft.real_time().floor_to_second(),
                  .expires = draft.real_time().floor_to_second() + wanted.duration};
  draft.put(session);
  return session;
}

}  // namespace tidemark::services
