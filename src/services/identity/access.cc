#include "services/identity/access.h"

#include "codec/iso8601.h"
#include "services/identity/managed_policies.h"
#include "services/identity/roles.h"

#include <fmt/format.h>

namespace tidemark::services {
namespace {

Caller caller_of(const User& user) {
  return {.kind = Caller::Kind::kUser,
          .account = user.account,
          .arn = user.arn(),
          .id = user.id,
          .name = user.name};
}

Caller caller_of(const Directory& directory, const Session& session) {
  const auto role = find_role(directory, session.account, session.role);
  return {.kind = Caller::Kind::kSession,
          .account = session.account,
          .arn = session.arn(),
          .id = fmt::format("{}:{}", session.role_id, session.name),
          .name = session.name,
          .role_arn = role ? role->arn() : std::string(),
          .credential = session.id};
}

NamedPolicy read_managed(const Directory& directory, const std::string& arn, PolicyCache& cache) {
  const ManagedPolicy* policy = find_policy(directory, arn);
  if (policy == nullptr) return {arn, nullptr};
  return {arn, cache.read(policy->text(), PolicyKind::kIdentity)};
}

std::vector<NamedPolicy> read_rights(const Directory& directory, const Rights& rights,
                                     PolicyCache& cache) {
  std::vector<NamedPolicy> policies;
  for (const std::string& arn : rights.attached) {
    policies.push_back(read_managed(directory, arn, cache));
  }
  for (const InlinePolicy& one : rights.inline_policies) {
    policies.push_back({one.name, cache.read(one.text, PolicyKind::kIdentity)});
  }
  return policies;
}

std::optional<std::vector<NamedPolicy>> session_policies(const Directory& directory,
                                                         const Caller& caller, PolicyCache& cache) {
  const auto* session = directory.find<Session>(id_key(caller.credential));
  if (session == nullptr || (session->policy_arns.empty() && !session->policy)) {
    return std::nullopt;
  }
  std::vector<NamedPolicy> policies;
  for (const std::string& arn : session->policy_arns) {
    policies.push_back(read_managed(directory, arn, cache));
  }
  if (session->policy) {
    policies.push_back({"of the session", cache.read(*session->policy, PolicyKind::kIdentity)});
  }
  return policies;
}

void set_tags(RequestContext& context, const std::vector<Tag>& tags) {
  for (const Tag& tag : tags) context.set(fmt::format("aws:PrincipalTag/{}", tag.key), tag.value);
}

void set_caller(RequestContext& context, const Directory& directory, const Caller& caller) {
  const auto role = find_role(directory, caller.role_arn);
  switch (caller.kind) {
    case Caller::Kind::kRoot: context.set("aws:PrincipalType", "Account"); break;
    case Caller::Kind::kUser:
      context.set("aws:PrincipalType", "User");
      context.set("aws:username", caller.name);
      if (const auto* user = directory.find<User>(name_key(caller.account, caller.name))) {
        set_tags(context, user->tags);
      }
      break;
    case Caller::Kind::kSession:
      context.set("aws:PrincipalType", "AssumedRole");
      context.set("aws:MultiFactorAuthPresent", "false");
      if (role) set_tags(context, role->tags);
      if (const auto* session = directory.find<Session>(id_key(caller.credential))) {
        context.set("aws:TokenIssueTime", codec::to_iso8601(session->created));
        if (!session->source_identity.empty()) {
          context.set("aws:SourceIdentity", session->source_identity);
        }
      }
      break;
    case Caller::Kind::kService: break;
  }
}

}  // namespace

std::optional<SigningKey> find_signing_key(const Directory& directory, std::string_view key_id) {
  if (const auto* key = directory.find<UserKey>(id_key(key_id))) {
    const auto* user = directory.find<User>(name_key(key->account, key->user));
    if (!key->active || user == nullptr) return std::nullopt;
    return SigningKey{.secret = key->secret, .account = key->account, .principal = user->arn()};
  }
  const auto* session = directory.find<Session>(id_key(key_id));
  if (session == nullptr) return std::nullopt;
  return SigningKey{.secret = session->secret,
                    .account = session->account,
                    .principal = session->arn(),
                    .token = session->token,
                    .expires = session->expires};
}

std::optional<Caller> caller_of(const Directory& directory, std::string_view account,
                                std::string_view access_key) {
  if (access_key.empty()) return Caller::root(account);
  if (const auto* key = directory.find<UserKey>(id_key(access_key))) {
    const auto* user = directory.find<User>(name_key(key->account, key->user));
    return user == nullptr ? std::nullopt : std::optional(caller_of(*user));
  }
  const auto* session = directory.find<Session>(id_key(access_key));
  return session == nullptr ? std::nullopt : std::optional(caller_of(directory, *session));
}

Caller session_of(const Role& role, std::string_view session_name) {
  return {.kind = Caller::Kind::kSession,
          .account = role.account,
          .arn = fmt::format("arn:aws:sts::{}:assumed-role/{}/{}", role.account, role.name,
                             session_name),
          .id = fmt::format("{}:{}", role.id, session_name),
          .name = std::string(session_name),
          .role_arn = role.arn()};
}

RequestContext context_of(const Directory& directory, const Caller& caller,
                          const Circumstances& circumstances) {
  RequestContext context;
  const bool service = caller.kind == Caller::Kind::kService;
  context.set("aws:PrincipalIsAWSService", service ? "true" : "false");
  context.set("aws:ViaAWSService", "false");
  context.set("aws:SecureTransport", circumstances.secure ? "true" : "false");
  context.set("aws:CurrentTime", codec::to_iso8601(circumstances.now));
  context.set("aws:EpochTime", fmt::format("{}", circumstances.now.micros / 1'000'000));
  if (!circumstances.source_ip.empty()) context.set("aws:SourceIp", circumstances.source_ip);
  if (!circumstances.region.empty()) context.set("aws:RequestedRegion", circumstances.region);
  if (!service) {
    // Of a session the role.
    context.set("aws:PrincipalArn", caller.role_arn.empty() ? caller.arn : caller.role_arn);
    context.set("aws:PrincipalAccount", caller.account);
    context.set("aws:userid", caller.id);
  }
  set_caller(context, directory, caller);
  return context;
}

Policies policies_of(const Directory& directory, const Caller& caller, PolicyCache& cache) {
  Policies policies;
  switch (caller.kind) {
    case Caller::Kind::kRoot: policies.unlimited = true; break;
    case Caller::Kind::kUser:
      if (const auto* user = directory.find<User>(name_key(caller.account, caller.name))) {
        policies.identity = read_rights(directory, user->rights, cache);
      }
      break;
    case Caller::Kind::kSession:
      if (const auto role = find_role(directory, caller.role_arn)) {
        policies.identity = read_rights(directory, role->rights, cache);
      }
      policies.session = session_policies(directory, caller, cache);
      break;
    case Caller::Kind::kService: break;
  }
  return policies;
}

Verdict decide(Identity& identity, const Question& question,
               const std::optional<ResourcePolicy>& resource) {
  const auto directory = identity.now();
  Policies policies = policies_of(*directory, question.caller, identity.policies());
  if (resource) {
    policies.resource.push_back(
        {resource->id, identity.policies().read(resource->text, PolicyKind::kResource)});
  }
  RequestContext context = question.context;
  context.set("aws:ResourceAccount",
              question.account.empty() ? question.caller.account : question.account);
  return evaluate({.caller = question.caller,
                   .action = question.action,
                   .resource = question.resource,
                   .account = question.account,
                   .context = context},
                  policies);
}

}  // namespace tidemark::services
