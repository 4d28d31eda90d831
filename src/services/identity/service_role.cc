#include "services/identity/service_role.h"

#include "services/identity/roles.h"

#include <fmt/format.h>

namespace tidemark::services {
namespace {

constexpr std::string_view kSessionName = "AWSBackup-Tidemark";

// Whether the role's trust policy lets the service assume it.
bool trusts(Identity& identity, const Role& role, const std::string& service) {
  const Caller caller = Caller::service(service);
  RequestContext context = context_of(*identity.now(), caller, {.now = identity.clock().now()});
  context.set("aws:SourceAccount", role.account);
  context.set("aws:ResourceAccount", role.account);
  Policies policies;
  policies.resource = {{"of the role", identity.policies().read(role.trust, PolicyKind::kTrust)}};
  policies.resource_must_allow = true;
  const Verdict verdict = evaluate({.caller = caller,
                                    .action = "sts:AssumeRole",
                                    .resource = role.arn(),
                                    .account = role.account,
                                    .context = context},
                                   policies);
  return verdict.kind == Verdict::Kind::kAllowed;
}

}  // namespace

RoleCheck check_role_trust(Identity& identity, const std::string& role_arn,
                           const std::string& account, const std::string& service) {
  const auto role = find_role(*identity.now(), role_arn);
  if (!role || role->account != account) {
    return RoleMissing{fmt::format("IAM Role {} does not exist", role_arn)};
  }
  if (!trusts(identity, *role, service)) {
    return RoleNotTrusting{
        fmt::format("IAM Role {} cannot be assumed by AWS Backup: its trust policy does not allow "
                    "sts:AssumeRole to {}",
                    role_arn, service)};
  }
  return RoleUsable{};
}

RoleCheck check_service_role(Identity& identity, const ServiceUse& use) {
  RoleCheck trust = check_role_trust(identity, use.role_arn, use.account, use.service);
  if (!std::holds_alternative<RoleUsable>(trust)) return trust;
  const auto directory = identity.now();
  const auto role = find_role(*directory, use.role_arn);
  if (!role) return RoleMissing{fmt::format("IAM Role {} does not exist", use.role_arn)};
  const Caller caller = session_of(*role, kSessionName);
  const RequestContext context =
      context_of(*directory, caller, {.region = use.region, .now = identity.clock().now()});
  const Question question{
      .caller = caller,
      .action = use.action,
      .resource = use.resource,
      .account = use.resource_account.empty() ? use.account : use.resource_account,
      .context = context};
  const Verdict verdict = decide(identity, question, use.resource_policy);
  if (verdict.kind == Verdict::Kind::kAllowed) return RoleUsable{};
  return RoleLacks{denial_text(question, verdict)};
}

}  // namespace tidemark::services
