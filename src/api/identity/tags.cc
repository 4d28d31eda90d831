#include "services/identity/tags.h"

#include "api/identity/iam_answers.h"
#include "api/identity/operations.h"
#include "services/identity/users.h"

namespace tidemark::api {
namespace {

using services::Draft;
using services::Tag;
using services::Tagged;
using Kind = services::Tagged::Kind;

template <Kind Of>
Tagged tagged_member(const QueryRequest& request, QueryMembers& members) {
  Tagged tagged{.kind = Of, .account = request.call.account, .name = {}};
  if constexpr (Of == Kind::kUser) {
    tagged.name = name_member(members, "UserName", 128).value_or("");
  } else if constexpr (Of == Kind::kRole) {
    tagged.name = name_member(members, "RoleName", 64).value_or("");
  } else {
    tagged.name = arn_member(members, "PolicyArn").value_or("");
  }
  return tagged;
}

template <Kind Of>
Handling tag(const QueryRequest& request, Engine& engine) {
  QueryMembers members(request);
  const Tagged tagged = tagged_member<Of>(request, members);
  const std::vector<Tag> tags = tag_members(request, members);
  if (!request.form.has("Tags")) {
    members.add_problem("Tags", std::nullopt, "Member must not be null");
  }
  if (auto refusal = members.refusal()) return *std::move(refusal);
  return carry_out(request, engine, [tagged, tags](Draft& draft) {
    return services::add_tags(draft, tagged, tags);
  });
}

template <Kind Of>
Handling untag(const QueryRequest& request, Engine& engine) {
  QueryMembers members(request);
  const Tagged tagged = tagged_member<Of>(request, members);
  const auto keys = members.texts("TagKeys", true);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  return carry_out(request, engine, [tagged, keys = *keys](Draft& draft) {
    return services::remove_tags(draft, tagged, keys);
  });
}

template <Kind Of>
Handling list(const QueryRequest& request, Engine& engine) {
  QueryMembers members(request);
  const Tagged tagged = tagged_member<Of>(request, members);
  const Page page = page_members(members);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  const auto found = services::tags_of(*engine.services->identity->now(), tagged);
  if (const auto* missing = std::get_if<services::NoSuchEntity>(&found)) {
    return refusal_of(request, *missing);
  }
  wire::XmlWriter out;
  write_page(
      out, "Tags", std::get<std::vector<Tag>>(found), page, [](const Tag& one) { return one.key; },
      [&](const Tag& one) {
        out.open("member").text("Key", one.key).text("Value", one.value).close();
      });
  return query_reply(request, out.take());
}

// There are no groups; tools that delete a user ask first.
Handling list_groups_for_user(const QueryRequest& request, Engine& engine) {
  QueryMembers members(request);
  const auto name = name_member(members, "UserName", 128);
  page_members(members);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  const auto all = engine.services->identity->now();
  if (all->find<services::User>(services::name_key(request.call.account, *name)) == nullptr) {
    return refusal_of(request, services::no_user(*name));
  }
  wire::XmlWriter out;
  out.open("Groups").close().flag("IsTruncated", false);
  return query_reply(request, out.take());
}

}  // namespace

const QueryOperation kTagUser{
    .name = "TagUser", .honoured = "UserName Tags", .handle = tag<Kind::kUser>};
const QueryOperation kUntagUser{
    .name = "UntagUser", .honoured = "UserName TagKeys", .handle = untag<Kind::kUser>};
const QueryOperation kListUserTags{
    .name = "ListUserTags", .honoured = "UserName Marker MaxItems", .handle = list<Kind::kUser>};
const QueryOperation kTagRole{
    .name = "TagRole", .honoured = "RoleName Tags", .handle = tag<Kind::kRole>};
const QueryOperation kUntagRole{
    .name = "UntagRole", .honoured = "RoleName TagKeys", .handle = untag<Kind::kRole>};
const QueryOperation kListRoleTags{
    .name = "ListRoleTags", .honoured = "RoleName Marker MaxItems", .handle = list<Kind::kRole>};
const QueryOperation kTagPolicy{
    .name = "TagPolicy", .honoured = "PolicyArn Tags", .handle = tag<Kind::kPolicy>};
const QueryOperation kUntagPolicy{
    .name = "UntagPolicy", .honoured = "PolicyArn TagKeys", .handle = untag<Kind::kPolicy>};
const QueryOperation kListPolicyTags{.name = "ListPolicyTags",
                                     .honoured = "PolicyArn Marker MaxItems",
                                     .handle = list<Kind::kPolicy>};
const QueryOperation kListGroupsForUser{.name = "ListGroupsForUser",
                                        .honoured = "UserName Marker MaxItems",
                                        .handle = list_groups_for_user};

}  // namespace tidemark::api
