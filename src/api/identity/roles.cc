#include "services/identity/roles.h"

#include "api/identity/iam_answers.h"
#include "api/identity/operations.h"

#include <fmt/format.h>

namespace tidemark::api {
namespace {

using services::Draft;
using services::Role;

std::optional<std::int64_t> duration_member(QueryMembers& members) {
  return members.integer("MaxSessionDuration", {.min = 3600, .max = 43'200});
}

std::string role_xml(const Role& role) {
  wire::XmlWriter out;
  out.open("Role");
  write_role(out, role);
  out.close();
  return out.take();
}

Handling create_role(const QueryRequest& request, Engine& engine) {
  QueryMembers members(request);
  services::NewRole wanted{.account = request.call.account, .name = {}, .trust = {}};
  wanted.path = path_member(members);
  wanted.name = name_member(members, "RoleName", 64).value_or("");
  wanted.trust = document_member(members, "AssumeRolePolicyDocument").value_or("");
  wanted.description = members.text("Description", {.max = 1000}).value_or("");
  wanted.max_session_seconds = static_cast<std::uint64_t>(duration_member(members).value_or(3600));
  wanted.tags = tag_members(request, members);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  return carry_out<Role>(
      request, engine, [wanted](Draft& draft) { return services::create_role(draft, wanted); },
      [](const QueryRequest& asked, const Role& role) {
        return query_reply(asked, role_xml(role));
      });
}

Handling get_role(const QueryRequest& request, Engine& engine) {
  QueryMembers members(request);
  const auto name = name_member(members, "RoleName", 64);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  const auto role =
      services::find_role(*engine.services->identity->now(), request.call.account, *name);
  if (!role) return refusal_of(request, services::no_role(*name));
  return query_reply(request, role_xml(*role));
}

Handling list_roles(const QueryRequest& request, Engine& engine) {
  QueryMembers members(request);
  const std::string prefix = members.text("PathPrefix", {.min = 1, .max = 512}).value_or("/");
  const Page page = page_members(members);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  auto roles = services::roles_of(*engine.services->identity->now(), request.call.account);
  std::erase_if(roles, [&](const Role& role) { return !role.path.starts_with(prefix); });
  wire::XmlWriter out;
  write_page(
      out, "Roles", roles, page, [](const Role& role) { return role.key(); },
      [&](const Role& role) {
        out.open("member");
        write_role(out, role);
        out.close();
      });
  return query_reply(request, out.take());
}

Handling update_role(const QueryRequest& request, Engine& engine) {
  QueryMembers members(request);
  const auto name = name_member(members, "RoleName", 64);
  services::RoleUpdate update{.description = members.text("Description", {.max = 1000}),
                              .max_session_seconds = std::nullopt};
  if (const auto seconds = duration_member(members)) {
    update.max_session_seconds = static_cast<std::uint64_t>(*seconds);
  }
  if (auto refusal = members.refusal()) return *std::move(refusal);
  return carry_out<services::Done>(
      request, engine,
      [account = request.call.account, name = *name, update](Draft& draft) {
        return services::update_role(draft, account, name, update);
      },
      [](const QueryRequest& asked, const services::Done&) { return query_reply(asked, ""); });
}

Handling update_assume_role_policy(const QueryRequest& request, Engine& engine) {
  QueryMembers members(request);
  const auto name = name_member(members, "RoleName", 64);
  const auto trust = document_member(members, "PolicyDocument");
  if (auto refusal = members.refusal()) return *std::move(refusal);
  return carry_out(request, engine,
                   [account = request.call.account, name = *name, trust = *trust](Draft& draft) {
                     return services::update_trust(draft, account, name, trust);
                   });
}

Handling delete_role(const QueryRequest& request, Engine& engine) {
  QueryMembers members(request);
  const auto name = name_member(members, "RoleName", 64);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  return carry_out(request, engine, [account = request.call.account, name = *name](Draft& draft) {
    return services::delete_role(draft, account, name);
  });
}

// There are no machines that could have a profile; provisioning tools ask before they delete.
Handling list_instance_profiles_for_role(const QueryRequest& request, Engine& engine) {
  QueryMembers members(request);
  const auto name = name_member(members, "RoleName", 64);
  page_members(members);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  if (!services::find_role(*engine.services->identity->now(), request.call.account, *name)) {
    return refusal_of(request, services::no_role(*name));
  }
  wire::XmlWriter out;
  out.open("InstanceProfiles").close().flag("IsTruncated", false);
  return query_reply(request, out.take());
}

}  // namespace

const QueryOperation kCreateRole{
    .name = "CreateRole",
    .honoured = "RoleName Path AssumeRolePolicyDocument Description MaxSessionDuration Tags",
    .refused = "PermissionsBoundary",
    .handle = create_role};
const QueryOperation kGetRole{.name = "GetRole", .honoured = "RoleName", .handle = get_role};
const QueryOperation kListRoles{
    .name = "ListRoles", .honoured = "PathPrefix Marker MaxItems", .handle = list_roles};
const QueryOperation kUpdateRole{.name = "UpdateRole",
                                 .honoured = "RoleName Description MaxSessionDuration",
                                 .handle = update_role};
const QueryOperation kUpdateAssumeRolePolicy{.name = "UpdateAssumeRolePolicy",
                                             .honoured = "RoleName PolicyDocument",
                                             .handle = update_assume_role_policy};
const QueryOperation kDeleteRole{
    .name = "DeleteRole", .honoured = "RoleName", .handle = delete_role};
const QueryOperation kListInstanceProfilesForRole{.name = "ListInstanceProfilesForRole",
                                                  .honoured = "RoleName Marker MaxItems",
                                                  .handle = list_instance_profiles_for_role};

}  // namespace tidemark::api
