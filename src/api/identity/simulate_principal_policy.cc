#include "api/identity/iam_answers.h"
#include "api/identity/operations.h"
#include "services/identity/access.h"
#include "services/identity/roles.h"

#include <fmt/format.h>

namespace tidemark::api {
namespace {

using services::Caller;
using services::Verdict;

// Who the ARN of a user or role stands for.
std::optional<Caller> source_of(const services::Directory& all, const std::string& account,
                                const std::string& arn) {
  const auto parsed = services::parse_iam_arn(arn);
  if (!parsed || parsed->account != account) return std::nullopt;
  if (parsed->kind == "role") {
    const auto role = services::find_role(all, arn);
    return role ? std::optional(services::session_of(*role, "simulated")) : std::nullopt;
  }
  const auto* user = all.find<services::User>(services::name_key(account, parsed->name));
  if (parsed->kind != "user" || user == nullptr || user->arn() != arn) return std::nullopt;
  return Caller{.kind = Caller::Kind::kUser,
                .account = account,
                .arn = arn,
                .id = user->id,
                .name = user->name};
}

// What the simulation is about.
struct Simulated {
  Caller caller;
  std::vector<std::string> actions;
  std::vector<std::string> resources;
  services::RequestContext context;
  std::vector<services::NamedPolicy> more;      // policies that the caller does not have
  std::vector<services::NamedPolicy> resource;  // the resource's policy
  std::string owner;                            // whose the resources are
};

std::string_view decision_of(const Verdict& verdict) {
  switch (verdict.kind) {
    case Verdict::Kind::kAllowed: return "allowed";
    case Verdict::Kind::kExplicitDeny: return "explicitDeny";
    case Verdict::Kind::kImplicitDeny:
    case Verdict::Kind::kNotKnown: break;
  }
  return "implicitDeny";
}

void write_result(wire::XmlWriter& out, const std::string& action, const std::string& resource,
                  const Verdict& verdict) {
  out.open("member").text("EvalActionName", action).text("EvalResourceName", resource);
  out.text("EvalDecision", decision_of(verdict)).open("MatchedStatements");
  for (const std::string& id : verdict.matched) {
    out.open("member").text("SourcePolicyId", id).close();
  }
  out.close().open("MissingContextValues");
  if (verdict.kind == Verdict::Kind::kNotKnown) out.text("member", verdict.what);
  out.close().close();
}

Reply simulate(const QueryRequest& request, services::Identity& identity,
               const Simulated& simulated) {
  services::Policies policies =
      services::policies_of(*identity.now(), simulated.caller, identity.policies());
  policies.identity.insert(policies.identity.end(), simulated.more.begin(), simulated.more.end());
  policies.resource = simulated.resource;
  wire::XmlWriter out;
  out.open("EvaluationResults");
  for (const std::string& action : simulated.actions) {
    for (const std::string& resource : simulated.resources) {
      write_result(out, action, resource,
                   services::evaluate({.caller = simulated.caller,
                                       .action = action,
                                       .resource = resource,
                                       .account = simulated.owner,
                                       .context = simulated.context},
                                      policies));
    }
  }
  out.close().flag("IsTruncated", false);
  return query_reply(request, out.take());
}

void read_context(const QueryRequest& request, services::RequestContext& context) {
  for (const wire::QueryParameters& entry : request.form.list("ContextEntries")) {
    const std::string* name = entry.find("ContextKeyName");
    std::vector<std::string> values;
    for (const auto& value : entry.list("ContextKeyValues")) {
      if (value.text() != nullptr) values.push_back(*value.text());
    }
    if (name != nullptr) context.set_all(*name, std::move(values));
  }
}

// A text that is no policy is the answer's problem.
std::optional<Reply> read_policies(const QueryRequest& request, services::Identity& identity,
                                   Simulated& simulated) {
  const auto add = [&](const std::string& text, services::PolicyKind kind,
                       std::vector<services::NamedPolicy>& to,
                       std::string id) -> std::optional<Reply> {
    auto policy = identity.policies().read(text, kind);
    if (!policy) {
      return query_refusal(request, 400, "InvalidInput",
                           services::read_policy(text, kind).error().message);
    }
    to.push_back({std::move(id), std::move(policy)});
    return std::nullopt;
  };
  for (const auto& element : request.form.list("PolicyInputList")) {
    if (element.text() == nullptr) continue;
    auto problem = add(*element.text(), services::PolicyKind::kIdentity, simulated.more,
                       fmt::format("PolicyInputList.{}", simulated.more.size() + 1));
    if (problem) return problem;
  }
  const std::string* resource = request.form.find("ResourcePolicy");
  if (resource == nullptr) return std::nullopt;
  return add(*resource, services::PolicyKind::kResource, simulated.resource, "ResourcePolicy");
}

Handling handle(const QueryRequest& request, Engine& engine) {
  QueryMembers members(request);
  const auto source = arn_member(members, "PolicySourceArn");
  const auto actions = members.texts("ActionNames", true);
  const auto resources = members.texts("ResourceArns");
  const auto owner = members.text("ResourceOwner", {.min = 1, .max = 2048});
  if (auto refusal = members.refusal()) return *std::move(refusal);
  services::Identity& identity = *engine.services->identity;
  const auto all = identity.now();
  auto caller = source_of(*all, request.call.account, *source);
  if (!caller) {
    return query_refusal(request, 404, "NoSuchEntity",
                         fmt::format("The entity {} cannot be found.", *source));
  }
  Simulated simulated{.caller = *std::move(caller),
                      .actions = *actions,
                      .resources = resources.value_or(std::vector<std::string>{"*"}),
                      .context = {},
                      .more = {},
                      .resource = {},
                      .owner = {}};
  if (owner) {
    const auto parsed = services::parse_iam_arn(*owner);
    simulated.owner = parsed ? parsed->account : *owner;
  }
  simulated.context = services::context_of(
      *all, simulated.caller, {.region = request.call.region, .now = engine.clock.now()});
  simulated.context.set("aws:ResourceAccount",
                        simulated.owner.empty() ? request.call.account : simulated.owner);
  read_context(request, simulated.context);
  if (auto refusal = read_policies(request, identity, simulated)) return *std::move(refusal);
  return BackgroundReply{[request, &identity, simulated = std::move(simulated)] {
    return simulate(request, identity, simulated);
  }};
}

}  // namespace

const QueryOperation kSimulatePrincipalPolicy{
    .name = "SimulatePrincipalPolicy",
    .honoured =
        "PolicySourceArn PolicyInputList ActionNames ResourceArns ResourcePolicy "
        "ResourceOwner ContextEntries",
    .refused = "PermissionsBoundaryPolicyInputList CallerArn ResourceHandlingOption Marker",
    .handle = handle};

}  // namespace tidemark::api
