#include "api/identity/iam_answers.h"
#include "api/identity/operations.h"
#include "codec/iso8601.h"
#include "services/identity/sessions.h"

#include <fmt/format.h>

namespace tidemark::api {
namespace {

using services::Session;

std::vector<std::string> policy_arns(const QueryRequest& request) {
  std::vector<std::string> arns;
  for (const auto& element : request.form.list("PolicyArns")) {
    const std::string* arn = element.find("arn");
    arns.push_back(arn == nullptr ? std::string() : *arn);
  }
  return arns;
}

Reply answer(const QueryRequest& request, const Session& session) {
  wire::XmlWriter out;
  out.open("Credentials").text("AccessKeyId", session.id);
  out.text("SecretAccessKey", session.secret).text("SessionToken", session.token);
  out.text("Expiration", codec::to_iso8601(session.expires)).close();
  out.open("AssumedRoleUser");
  out.text("AssumedRoleId", fmt::format("{}:{}", session.role_id, session.name));
  out.text("Arn", session.arn()).close();
  if (!session.source_identity.empty()) out.text("SourceIdentity", session.source_identity);
  return query_reply(request, out.take());
}

Handling handle(const QueryRequest& request, Engine& engine) {
  QueryMembers members(request);
  services::NewSession wanted{.role_arn = {}, .name = {}};
  wanted.role_arn = arn_member(members, "RoleArn").value_or("");
  wanted.name = name_member(members, "RoleSessionName", 64).value_or("");
  if (wanted.name.size() == 1) {
    members.add_problem("RoleSessionName", wanted.name,
                        "Member must have length greater than or equal to 2");
  }
  wanted.policy = document_member(members, "Policy", false);
  const auto seconds = members.integer("DurationSeconds", {.min = 900, .max = 43'200});
  wanted.duration = std::chrono::seconds(seconds.value_or(3600));
  wanted.external_id = members.text("ExternalId", {.min = 2, .max = 1224});
  wanted.source_identity =
      members.text("SourceIdentity", {.min = 2, .max = 64}).value_or(std::string());
  wanted.policy_arns = policy_arns(request);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  services::Identity& identity = *engine.services->identity;
  const Call& call = request.call;
  const auto all = identity.now();
  const auto caller = services::caller_of(*all, call.account, call.access_key);
  if (!caller) {
    return query_refusal(request, 403, "InvalidClientTokenId",
                         "The security token included in the request is invalid.");
  }
  auto context = services::context_of(*all, *caller,
                                      {.source_ip = call.source_ip,
                                       .region = call.region,
                                       .secure = call.secure,
                                       .now = engine.clock.now()});
  return carry_out<Session>(
      request, engine,
      [&identity, caller = *caller, context = std::move(context),
       wanted = std::move(wanted)](services::Draft& draft) {
        return services::assume_role(draft, identity.policies(), caller, context, wanted);
      },
      answer);
}

}  // namespace

const QueryOperation kAssumeRole{
    .name = "AssumeRole",
    .honoured =
        "RoleArn RoleSessionName DurationSeconds Policy PolicyArns ExternalId "
        "SourceIdentity",
    .refused = "Tags TransitiveTagKeys SerialNumber TokenCode ProvidedContexts",
    .unguarded = true,
    .handle = handle};

}  // namespace tidemark::api
