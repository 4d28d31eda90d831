#include "services/identity/managed_policies.h"

#include "api/identity/iam_answers.h"
#include "api/identity/operations.h"

#include <fmt/format.h>

namespace tidemark::api {
namespace {

using services::Draft;
using services::ManagedPolicy;
using services::PolicyVersion;

Reply no_policy(const QueryRequest& request, std::string_view arn) {
  return query_refusal(request, 404, "NoSuchEntity", fmt::format("Policy {} was not found.", arn));
}

// Of the caller's account, or AWS's.
const ManagedPolicy* visible_policy(const services::Directory& all, const QueryRequest& request,
                                    std::string_view arn) {
  const ManagedPolicy* policy = services::find_policy(all, arn);
  const bool visible =
      policy != nullptr && (policy->account == "aws" || policy->account == request.call.account);
  return visible ? policy : nullptr;
}

std::string policy_xml(const QueryRequest& request, const services::Directory& all,
                       const ManagedPolicy& policy) {
  wire::XmlWriter out;
  out.open("Policy");
  write_policy(out, policy, services::attachments_of(all, request.call.account, policy.arn()));
  out.close();
  return out.take();
}

Handling create_policy(const QueryRequest& request, Engine& engine) {
  QueryMembers members(request);
  services::NewPolicy wanted{.account = request.call.account, .name = {}, .text = {}};
  wanted.name = name_member(members, "PolicyName", 128).value_or("");
  wanted.path = path_member(members);
  wanted.text = document_member(members, "PolicyDocument").value_or("");
  wanted.description = members.text("Description", {.max = 1000}).value_or("");
  wanted.tags = tag_members(request, members);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  return carry_out<ManagedPolicy>(
      request, engine, [wanted](Draft& draft) { return services::create_policy(draft, wanted); },
      [&engine](const QueryRequest& asked, const ManagedPolicy& policy) {
        return query_reply(asked, policy_xml(asked, *engine.services->identity->now(), policy));
      });
}

Handling get_policy(const QueryRequest& request, Engine& engine) {
  QueryMembers members(request);
  const auto arn = arn_member(members, "PolicyArn");
  if (auto refusal = members.refusal()) return *std::move(refusal);
  const auto all = engine.services->identity->now();
  const ManagedPolicy* policy = visible_policy(*all, request, *arn);
  if (policy == nullptr) return no_policy(request, *arn);
  return query_reply(request, policy_xml(request, *all, *policy));
}

struct Listed {
  const ManagedPolicy* policy;
  std::size_t attachments;
};

std::vector<Listed> policies_in(const services::Directory& all, const QueryRequest& request,
                                std::string_view scope) {
  std::vector<Listed> found;
  const auto add = [&](const ManagedPolicy& policy) {
    found.push_back({&policy, services::attachments_of(all, request.call.account, policy.arn())});
  };
  if (scope != "Local") {
    for (const ManagedPolicy& policy : services::aws_policies()) add(policy);
  }
  if (scope != "AWS") {
    for (const auto* policy :
         all.list<ManagedPolicy>(services::account_prefix(request.call.account))) {
      add(*policy);
    }
  }
  std::ranges::sort(found, {}, [](const Listed& one) { return one.policy->arn(); });
  return found;
}

Handling list_policies(const QueryRequest& request, Engine& engine) {
  QueryMembers members(request);
  const auto scope = members.text("Scope", {.one_of = {"All", "AWS", "Local"}});
  const bool only_attached = members.boolean("OnlyAttached").value_or(false);
  const std::string prefix = members.text("PathPrefix", {.min = 1, .max = 512}).value_or("/");
  const auto usage =
      members.text("PolicyUsageFilter", {.one_of = {"PermissionsPolicy", "PermissionsBoundary"}});
  const Page page = page_members(members);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  const auto all = engine.services->identity->now();
  auto policies = policies_in(*all, request, scope.value_or("All"));
  std::erase_if(policies, [&](const Listed& one) {
    // No policy is anybody's boundary here.
    const bool boundary = only_attached && usage == "PermissionsBoundary";
    return !one.policy->path.starts_with(prefix) || (only_attached && one.attachments == 0) ||
           boundary;
  });
  wire::XmlWriter out;
  write_page(
      out, "Policies", policies, page, [](const Listed& one) { return one.policy->arn(); },
      [&](const Listed& one) {
        out.open("member");
        write_policy(out, *one.policy, one.attachments);
        out.close();
      });
  return query_reply(request, out.take());
}

Handling delete_policy(const QueryRequest& request, Engine& engine) {
  QueryMembers members(request);
  const auto arn = arn_member(members, "PolicyArn");
  if (auto refusal = members.refusal()) return *std::move(refusal);
  return carry_out(request, engine, [account = request.call.account, arn = *arn](Draft& draft) {
    return services::delete_policy(draft, account, arn);
  });
}

Handling create_policy_version(const QueryRequest& request, Engine& engine) {
  QueryMembers members(request);
  const auto arn = arn_member(members, "PolicyArn");
  const auto text = document_member(members, "PolicyDocument");
  const bool as_default = members.boolean("SetAsDefault").value_or(false);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  return carry_out<PolicyVersion>(
      request, engine,
      [account = request.call.account, arn = *arn, text = *text, as_default](Draft& draft) {
        return services::create_policy_version(draft, account, arn, text, as_default);
      },
      [as_default](const QueryRequest& asked, const PolicyVersion& version) {
        wire::XmlWriter out;
        out.open("PolicyVersion");
        write_policy_version(out, version, as_default, false);
        out.close();
        return query_reply(asked, out.take());
      });
}

Handling get_policy_version(const QueryRequest& request, Engine& engine) {
  QueryMembers members(request);
  const auto arn = arn_member(members, "PolicyArn");
  const auto number = version_member(members, "VersionId");
  if (auto refusal = members.refusal()) return *std::move(refusal);
  const auto all = engine.services->identity->now();
  const ManagedPolicy* policy = visible_policy(*all, request, *arn);
  if (policy == nullptr) return no_policy(request, *arn);
  const PolicyVersion* version = policy->version(*number);
  if (version == nullptr) {
    return query_refusal(
        request, 404, "NoSuchEntity",
        fmt::format("Policy {} version v{} does not exist or is not attachable.", *arn, *number));
  }
  wire::XmlWriter out;
  out.open("PolicyVersion");
  write_policy_version(out, *version, policy->default_version == *number, true);
  out.close();
  return query_reply(request, out.take());
}

Handling list_policy_versions(const QueryRequest& request, Engine& engine) {
  QueryMembers members(request);
  const auto arn = arn_member(members, "PolicyArn");
  const Page page = page_members(members);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  const auto all = engine.services->identity->now();
  const ManagedPolicy* policy = visible_policy(*all, request, *arn);
  if (policy == nullptr) return no_policy(request, *arn);
  wire::XmlWriter out;
  write_page(
      out, "Versions", policy->versions, page,
      [](const PolicyVersion& one) { return fmt::format("{:020}", one.number); },
      [&](const PolicyVersion& one) {
        out.open("member");
        write_policy_version(out, one, policy->default_version == one.number, false);
        out.close();
      });
  return query_reply(request, out.take());
}

Handling change_version(const QueryRequest& request, Engine& engine,
                        decltype(&services::delete_policy_version) change) {
  QueryMembers members(request);
  const auto arn = arn_member(members, "PolicyArn");
  const auto number = version_member(members, "VersionId");
  if (auto refusal = members.refusal()) return *std::move(refusal);
  return carry_out(request, engine,
                   [account = request.call.account, arn = *arn, number = *number,
                    change](Draft& draft) { return change(draft, account, arn, number); });
}

Handling delete_policy_version(const QueryRequest& request, Engine& engine) {
  return change_version(request, engine, services::delete_policy_version);
}

Handling set_default_policy_version(const QueryRequest& request, Engine& engine) {
  return change_version(request, engine, services::set_default_version);
}

}  // namespace

const QueryOperation kCreatePolicy{.name = "CreatePolicy",
                                   .honoured = "PolicyName Path PolicyDocument Description Tags",
                                   .handle = create_policy};
const QueryOperation kGetPolicy{.name = "GetPolicy", .honoured = "PolicyArn", .handle = get_policy};
const QueryOperation kListPolicies{
    .name = "ListPolicies",
    .honoured = "Scope OnlyAttached PathPrefix PolicyUsageFilter Marker MaxItems",
    .handle = list_policies};
const QueryOperation kDeletePolicy{
    .name = "DeletePolicy", .honoured = "PolicyArn", .handle = delete_policy};
const QueryOperation kCreatePolicyVersion{.name = "CreatePolicyVersion",
                                          .honoured = "PolicyArn PolicyDocument SetAsDefault",
                                          .handle = create_policy_version};
const QueryOperation kGetPolicyVersion{
    .name = "GetPolicyVersion", .honoured = "PolicyArn VersionId", .handle = get_policy_version};
const QueryOperation kListPolicyVersions{.name = "ListPolicyVersions",
                                         .honoured = "PolicyArn Marker MaxItems",
                                         .handle = list_policy_versions};
const QueryOperation kDeletePolicyVersion{.name = "DeletePolicyVersion",
                                          .honoured = "PolicyArn VersionId",
                                          .handle = delete_policy_version};
const QueryOperation kSetDefaultPolicyVersion{.name = "SetDefaultPolicyVersion",
                                              .honoured = "PolicyArn VersionId",
                                              .handle = set_default_policy_version};

}  // namespace tidemark::api
