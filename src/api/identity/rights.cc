#include "services/identity/rights.h"

#include "api/identity/iam_answers.h"
#include "api/identity/operations.h"
#include "codec/uri.h"

#include <fmt/format.h>

#include <algorithm>

namespace tidemark::api {
namespace {

using services::Done;
using services::Draft;
using services::Holder;
using services::InlinePolicy;
using services::Rights;

// The role or user that the request names; which of the two the operation says.
template <bool IsRole>
Holder holder_member(const QueryRequest& request, QueryMembers& members) {
  const auto name =
      IsRole ? name_member(members, "RoleName", 64) : name_member(members, "UserName", 128);
  return {.is_role = IsRole, .account = request.call.account, .name = name.value_or("")};
}

template <bool IsRole, services::Changed<Done> (*Change)(Draft&, const Holder&, std::string_view)>
Handling change_attached(const QueryRequest& request, Engine& engine) {
  QueryMembers members(request);
  const Holder holder = holder_member<IsRole>(request, members);
  const auto arn = arn_member(members, "PolicyArn");
  if (auto refusal = members.refusal()) return *std::move(refusal);
  return carry_out(request, engine,
                   [holder, arn = *arn](Draft& draft) { return Change(draft, holder, arn); });
}

template <bool IsRole>
Handling list_attached(const QueryRequest& request, Engine& engine) {
  QueryMembers members(request);
  const Holder holder = holder_member<IsRole>(request, members);
  const std::string prefix = members.text("PathPrefix", {.min = 1, .max = 512}).value_or("/");
  const Page page = page_members(members);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  auto found = services::rights_of(*engine.services->identity->now(), holder);
  if (const auto* missing = std::get_if<services::NoSuchEntity>(&found)) {
    return refusal_of(request, *missing);
  }
  auto& attached = std::get<Rights>(found).attached;
  std::ranges::sort(attached);
  std::erase_if(attached, [&](const std::string& arn) {
    const auto parsed = services::parse_iam_arn(arn);
    return parsed && !parsed->path.starts_with(prefix);
  });
  wire::XmlWriter out;
  write_page(
      out, "AttachedPolicies", attached, page, [](const std::string& arn) { return arn; },
      [&](const std::string& arn) {
        out.open("member").text("PolicyName", arn.substr(arn.rfind('/') + 1));
        out.text("PolicyArn", arn).close();
      });
  return query_reply(request, out.take());
}

template <bool IsRole>
Handling put_inline(const QueryRequest& request, Engine& engine) {
  QueryMembers members(request);
  const Holder holder = holder_member<IsRole>(request, members);
  const auto name = name_member(members, "PolicyName", 128);
  const auto text = document_member(members, "PolicyDocument");
  if (auto refusal = members.refusal()) return *std::move(refusal);
  return carry_out(request, engine, [holder, name = *name, text = *text](Draft& draft) {
    return services::put_inline(draft, holder, InlinePolicy{name, text});
  });
}

template <bool IsRole>
Handling get_inline(const QueryRequest& request, Engine& engine) {
  QueryMembers members(request);
  const Holder holder = holder_member<IsRole>(request, members);
  const auto name = name_member(members, "PolicyName", 128);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  const auto found = services::rights_of(*engine.services->identity->now(), holder);
  if (const auto* missing = std::get_if<services::NoSuchEntity>(&found)) {
    return refusal_of(request, *missing);
  }
  const auto& policies = std::get<Rights>(found).inline_policies;
  const auto policy = std::ranges::find(policies, *name, &InlinePolicy::name);
  if (policy == policies.end()) return refusal_of(request, services::no_inline(holder, *name));
  wire::XmlWriter out;
  out.text(IsRole ? "RoleName" : "UserName", holder.name).text("PolicyName", *name);
  out.text("PolicyDocument", codec::percent_encode(policy->text));
  return query_reply(request, out.take());
}

template <bool IsRole>
Handling list_inline(const QueryRequest& request, Engine& engine) {
  QueryMembers members(request);
  const Holder holder = holder_member<IsRole>(request, members);
  const Page page = page_members(members);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  const auto found = services::rights_of(*engine.services->identity->now(), holder);
  if (const auto* missing = std::get_if<services::NoSuchEntity>(&found)) {
    return refusal_of(request, *missing);
  }
  wire::XmlWriter out;
  write_page(
      out, "PolicyNames", std::get<Rights>(found).inline_policies, page,
      [](const InlinePolicy& one) { return one.name; },
      [&](const InlinePolicy& one) { out.text("member", one.name); });
  return query_reply(request, out.take());
}

template <bool IsRole>
Handling delete_inline(const QueryRequest& request, Engine& engine) {
  QueryMembers members(request);
  const Holder holder = holder_member<IsRole>(request, members);
  const auto name = name_member(members, "PolicyName", 128);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  return carry_out(request, engine, [holder, name = *name](Draft& draft) {
    return services::delete_inline(draft, holder, name);
  });
}

}  // namespace

const QueryOperation kAttachRolePolicy{.name = "AttachRolePolicy",
                                       .honoured = "RoleName PolicyArn",
                                       .handle = change_attached<true, services::attach>};
const QueryOperation kDetachRolePolicy{.name = "DetachRolePolicy",
                                       .honoured = "RoleName PolicyArn",
                                       .handle = change_attached<true, services::detach>};
const QueryOperation kListAttachedRolePolicies{.name = "ListAttachedRolePolicies",
                                               .honoured = "RoleName PathPrefix Marker MaxItems",
                                               .handle = list_attached<true>};
const QueryOperation kAttachUserPolicy{.name = "AttachUserPolicy",
                                       .honoured = "UserName PolicyArn",
                                       .handle = change_attached<false, services::attach>};
const QueryOperation kDetachUserPolicy{.name = "DetachUserPolicy",
                                       .honoured = "UserName PolicyArn",
                                       .handle = change_attached<false, services::detach>};
const QueryOperation kListAttachedUserPolicies{.name = "ListAttachedUserPolicies",
                                               .honoured = "UserName PathPrefix Marker MaxItems",
                                               .handle = list_attached<false>};
const QueryOperation kPutRolePolicy{.name = "PutRolePolicy",
                                    .honoured = "RoleName PolicyName PolicyDocument",
                                    .handle = put_inline<true>};
const QueryOperation kGetRolePolicy{
    .name = "GetRolePolicy", .honoured = "RoleName PolicyName", .handle = get_inline<true>};
const QueryOperation kListRolePolicies{.name = "ListRolePolicies",
                                       .honoured = "RoleName Marker MaxItems",
                                       .handle = list_inline<true>};
const QueryOperation kDeleteRolePolicy{
    .name = "DeleteRolePolicy", .honoured = "RoleName PolicyName", .handle = delete_inline<true>};
const QueryOperation kPutUserPolicy{.name = "PutUserPolicy",
                                    .honoured = "UserName PolicyName PolicyDocument",
                                    .handle = put_inline<false>};
const QueryOperation kGetUserPolicy{
    .name = "GetUserPolicy", .honoured = "UserName PolicyName", .handle = get_inline<false>};
const QueryOperation kListUserPolicies{.name = "ListUserPolicies",
                                       .honoured = "UserName Marker MaxItems",
                                       .handle = list_inline<false>};
const QueryOperation kDeleteUserPolicy{
    .name = "DeleteUserPolicy", .honoured = "UserName PolicyName", .handle = delete_inline<false>};

}  // namespace tidemark::api
