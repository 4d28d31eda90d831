#include "services/identity/users.h"

#include "api/identity/iam_answers.h"
#include "api/identity/operations.h"
#include "codec/iso8601.h"
#include "services/identity/access.h"

#include <fmt/format.h>

namespace tidemark::api {
namespace {

using services::Draft;
using services::User;
using services::UserKey;

// The user that is named, or who asks. Empty after a problem that is in `members`, or with the
// refusal for callers who are no user.
struct NamedUser {
  std::string name;
  std::optional<Reply> refusal;
};

NamedUser named_user(const QueryRequest& request, const Engine& engine,
                     const std::optional<std::string>& name) {
  if (name) return {*name, std::nullopt};
  const auto directory = engine.services->identity->now();
  const auto caller =
      services::caller_of(*directory, request.call.account, request.call.access_key);
  if (caller && caller->kind == services::Caller::Kind::kUser) return {caller->name, std::nullopt};
  return {"", query_validation_error(
                  request, "Must specify userName when calling with non-User credentials")};
}

Handling create_user(const QueryRequest& request, Engine& engine) {
  QueryMembers members(request);
  services::NewUser wanted{.account = request.call.account, .name = {}};
  wanted.path = path_member(members);
  wanted.name = name_member(members, "UserName", 64).value_or("");
  wanted.tags = tag_members(request, members);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  return carry_out<User>(
      request, engine, [wanted](Draft& draft) { return services::create_user(draft, wanted); },
      [](const QueryRequest& asked, const User& user) {
        wire::XmlWriter out;
        out.open("User");
        write_user(out, user);
        out.close();
        return query_reply(asked, out.take());
      });
}

Handling get_user(const QueryRequest& request, Engine& engine) {
  QueryMembers members(request);
  const auto name = name_member(members, "UserName", 128, false);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  NamedUser named = named_user(request, engine, name);
  if (named.refusal) return *std::move(named.refusal);
  const auto all = engine.services->identity->now();
  const auto* user = all->find<User>(services::name_key(request.call.account, named.name));
  if (user == nullptr) return refusal_of(request, services::no_user(named.name));
  wire::XmlWriter out;
  out.open("User");
  write_user(out, *user);
  out.close();
  return query_reply(request, out.take());
}

Handling list_users(const QueryRequest& request, Engine& engine) {
  QueryMembers members(request);
  const std::string prefix = members.text("PathPrefix", {.min = 1, .max = 512}).value_or("/");
  const Page page = page_members(members);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  const auto all = engine.services->identity->now();
  auto users = all->list<User>(services::account_prefix(request.call.account));
  std::erase_if(users, [&](const User* user) { return !user->path.starts_with(prefix); });
  wire::XmlWriter out;
  write_page(
      out, "Users", users, page, [](const User* user) { return user->key(); },
      [&](const User* user) {
        out.open("member");
        write_user(out, *user);
        out.close();
      });
  return query_reply(request, out.take());
}

Handling delete_user(const QueryRequest& request, Engine& engine) {
  QueryMembers members(request);
  const auto name = name_member(members, "UserName", 128);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  return carry_out(request, engine, [account = request.call.account, name = *name](Draft& draft) {
    return services::delete_user(draft, account, name);
  });
}

Handling create_access_key(const QueryRequest& request, Engine& engine) {
  QueryMembers members(request);
  const auto name = name_member(members, "UserName", 128, false);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  NamedUser named = named_user(request, engine, name);
  if (named.refusal) return *std::move(named.refusal);
  return carry_out<UserKey>(
      request, engine,
      [account = request.call.account, name = named.name](Draft& draft) {
        return services::create_key(draft, account, name);
      },
      [](const QueryRequest& asked, const UserKey& key) {
        wire::XmlWriter out;
        out.open("AccessKey").text("UserName", key.user).text("AccessKeyId", key.id);
        out.text("Status", "Active").text("SecretAccessKey", key.secret);
        out.text("CreateDate", codec::to_iso8601(key.created)).close();
        return query_reply(asked, out.take());
      });
}

Handling list_access_keys(const QueryRequest& request, Engine& engine) {
  QueryMembers members(request);
  const auto name = name_member(members, "UserName", 128, false);
  const Page page = page_members(members);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  NamedUser named = named_user(request, engine, name);
  if (named.refusal) return *std::move(named.refusal);
  const auto all = engine.services->identity->now();
  const std::string& account = request.call.account;
  if (all->find<User>(services::name_key(account, named.name)) == nullptr) {
    return refusal_of(request, services::no_user(named.name));
  }
  wire::XmlWriter out;
  write_page(
      out, "AccessKeyMetadata", services::keys_of(*all, account, named.name), page,
      [](const UserKey* key) { return key->id; },
      [&](const UserKey* key) {
        out.open("member").text("UserName", key->user).text("AccessKeyId", key->id);
        out.text("Status", key->active ? "Active" : "Inactive");
        out.text("CreateDate", codec::to_iso8601(key->created)).close();
      });
  return query_reply(request, out.take());
}

Handling update_access_key(const QueryRequest& request, Engine& engine) {
  QueryMembers members(request);
  const auto name = name_member(members, "UserName", 128, false);
  const auto id = members.text("AccessKeyId", {.required = true, .min = 16, .max = 128});
  const auto status = members.text("Status", {.required = true, .one_of = {"Active", "Inactive"}});
  if (auto refusal = members.refusal()) return *std::move(refusal);
  NamedUser named = named_user(request, engine, name);
  if (named.refusal) return *std::move(named.refusal);
  return carry_out(
      request, engine,
      [account = request.call.account, user = named.name, id = *id, active = *status == "Active"](
          Draft& draft) { return services::set_key_active(draft, account, user, id, active); });
}

Handling delete_access_key(const QueryRequest& request, Engine& engine) {
  QueryMembers members(request);
  const auto name = name_member(members, "UserName", 128, false);
  const auto id = members.text("AccessKeyId", {.required = true, .min = 16, .max = 128});
  if (auto refusal = members.refusal()) return *std::move(refusal);
  NamedUser named = named_user(request, engine, name);
  if (named.refusal) return *std::move(named.refusal);
  return carry_out(request, engine,
                   [account = request.call.account, user = named.name, id = *id](Draft& draft) {
                     return services::delete_key(draft, account, user, id);
                   });
}

}  // namespace

const QueryOperation kCreateUser{.name = "CreateUser",
                                 .honoured = "UserName Path Tags",
                                 .refused = "PermissionsBoundary",
                                 .handle = create_user};
const QueryOperation kGetUser{.name = "GetUser", .honoured = "UserName", .handle = get_user};
const QueryOperation kListUsers{
    .name = "ListUsers", .honoured = "PathPrefix Marker MaxItems", .handle = list_users};
const QueryOperation kDeleteUser{
    .name = "DeleteUser", .honoured = "UserName", .handle = delete_user};
const QueryOperation kCreateAccessKey{
    .name = "CreateAccessKey", .honoured = "UserName", .handle = create_access_key};
const QueryOperation kListAccessKeys{
    .name = "ListAccessKeys", .honoured = "UserName Marker MaxItems", .handle = list_access_keys};
const QueryOperation kUpdateAccessKey{.name = "UpdateAccessKey",
                                      .honoured = "UserName AccessKeyId Status",
                                      .handle = update_access_key};
const QueryOperation kDeleteAccessKey{
    .name = "DeleteAccessKey", .honoured = "UserName AccessKeyId", .handle = delete_access_key};

}  // namespace tidemark::api
