#include "client/identity.h"

#include "client/members.h"
#include "client/pages.h"
#include "codec/uri.h"

namespace tidemark::client {
namespace {

using codec::JsonValue;

Parameters assume_parameters(const RoleToAssume& role) {
  Parameters parameters{{"RoleArn", role.role_arn}, {"RoleSessionName", role.session_name}};
  if (role.duration) {
    parameters.emplace_back("DurationSeconds", std::to_string(role.duration->count()));
  }
  if (!role.external_id.empty()) parameters.emplace_back("ExternalId", role.external_id);
  return parameters;
}

Result<AssumedRole> assumed_role_in(std::string_view operation, const JsonValue& body) {
  const JsonValue* credentials = body.find("Credentials");
  if (credentials == nullptr) return lacking(operation, "Credentials");
  AssumedRole role;
  TM_TRY(role.credentials.key_id, required_text(operation, *credentials, "AccessKeyId"));
  TM_TRY(role.credentials.secret, required_text(operation, *credentials, "SecretAccessKey"));
  TM_TRY(role.credentials.session_token, required_text(operation, *credentials, "SessionToken"));
  const auto expires = instant_in(*credentials, "Expiration");
  if (!expires) return lacking(operation, "Expiration");
  role.expires = *expires;
  if (const JsonValue* user = body.find("AssumedRoleUser")) role.arn = text_or_empty(*user, "Arn");
  return role;
}

}  // namespace

Result<Answer<Caller>> Sts::caller() {
  constexpr std::string_view kOperation = "GetCallerIdentity";
  return reading<Caller>(aws_.query(kOperation, {}), [&](const Reply& reply) -> Result<Caller> {
    Caller caller;
    TM_TRY(caller.account, required_text(kOperation, reply.body, "Account"));
    TM_TRY(caller.arn, required_text(kOperation, reply.body, "Arn"));
    caller.user_id = text_or_empty(reply.body, "UserId");
    return caller;
  });
}

Result<Answer<AssumedRole>> Sts::assume_role(const RoleToAssume& role) {
  constexpr std::string_view kOperation = "AssumeRole";
  return reading<AssumedRole>(
      aws_.query(kOperation, assume_parameters(role)),
      [&](const Reply& reply) { return assumed_role_in(kOperation, reply.body); });
}

Result<Answer<AssumedRole>> Sts::assume_role_with_web_identity(const RoleToAssume& role,
                                                               std::string_view web_token) {
  constexpr std::string_view kOperation = "AssumeRoleWithWebIdentity";
  Parameters parameters = assume_parameters(role);
  parameters.emplace_back("WebIdentityToken", web_token);
  return reading<AssumedRole>(aws_.query(kOperation, parameters), [&](const Reply& reply) {
    return assumed_role_in(kOperation, reply.body);
  });
}

Result<Answer<Role>> Iam::role(std::string_view name) {
  constexpr std::string_view kOperation = "GetRole";
  return reading<Role>(
      aws_.query(kOperation, {{"RoleName", std::string(name)}}),
      [&](const Reply& reply) -> Result<Role> {
        const JsonValue* found = reply.body.find("Role");
        if (found == nullptr) return lacking(kOperation, "Role");
        Role role;
        TM_TRY(role.arn, required_text(kOperation, *found, "Arn"));
        TM_TRY(role.name, required_text(kOperation, *found, "RoleName"));
        // The document is percent-encoded within the XML.
        auto policy = codec::percent_decode(text_or_empty(*found, "AssumeRolePolicyDocument"));
        if (!policy)
          return fail(Code::kCorrupt, "GetRole: AssumeRolePolicyDocument is no URI text");
        role.trust_policy = std::move(policy).value();
        return role;
      });
}

Result<Answer<std::vector<AttachedPolicy>>> Iam::attached_policies(std::string_view role_name) {
  constexpr std::string_view kOperation = "ListAttachedRolePolicies";
  std::vector<AttachedPolicy> policies;
  auto read = each_page(kOperation, [&](const std::string& marker) -> Result<Answer<std::string>> {
    Parameters parameters{{"RoleName", std::string(role_name)}};
    if (!marker.empty()) parameters.emplace_back("Marker", marker);
    return reading<std::string>(
        aws_.query(kOperation, parameters), [&](const Reply& reply) -> Result<std::string> {
          if (const auto* found = list_in(reply.body, "AttachedPolicies")) {
            for (const JsonValue& policy : *found) {
              policies.push_back({.name = text_or_empty(policy, "PolicyName"),
                                  .arn = text_or_empty(policy, "PolicyArn")});
            }
          }
          return flag_in(reply.body, "IsTruncated") ? text_or_empty(reply.body, "Marker")
                                                    : std::string();
        });
  });
  return gathered(std::move(read), std::move(policies));
}

}  // namespace tidemark::client
