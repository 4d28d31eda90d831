#include "api/identity/query_wish.h"

#include "api/services.h"
#include "services/identity/roles.h"

#include <fmt/format.h>

namespace tidemark::api {
namespace {

std::string path_in(const QueryRequest& request) {
  const std::string* path = request.form.find("Path");
  return path == nullptr ? "/" : *path;
}

std::string role_arn(const QueryRequest& request, const services::Directory& all,
                     const std::string& name) {
  if (const auto role = services::find_role(all, request.call.account, name)) return role->arn();
  return fmt::format("arn:aws:iam::{}:role{}{}", request.call.account, path_in(request), name);
}

std::string user_arn(const QueryRequest& request, const services::Directory& all,
                     const std::string& name) {
  const auto* user = all.find<services::User>(services::name_key(request.call.account, name));
  if (user != nullptr) return user->arn();
  return fmt::format("arn:aws:iam::{}:user{}{}", request.call.account, path_in(request), name);
}

// Without a name in the request: the caller's own user, for what users may do with themselves.
std::string own_user_arn(const QueryRequest& request) {
  const std::string_view operation = request.operation->name;
  const bool about_users = operation == "GetUser" || operation.find("AccessKey") != operation.npos;
  return about_users ? request.call.principal : "*";
}

std::string iam_resource(const QueryRequest& request, const Engine& engine) {
  const std::string_view operation = request.operation->name;
  const auto all = engine.services->identity->now();
  if (const auto* name = request.form.find("RoleName")) return role_arn(request, *all, *name);
  if (const auto* name = request.form.find("UserName")) return user_arn(request, *all, *name);
  if (const auto* arn = request.form.find("PolicyArn")) return *arn;
  if (const auto* arn = request.form.find("PolicySourceArn")) return *arn;
  if (const auto* name = request.form.find("PolicyName"); name && operation == "CreatePolicy") {
    return fmt::format("arn:aws:iam::{}:policy{}{}", request.call.account, path_in(request), *name);
  }
  return own_user_arn(request);
}

// "arn:aws:sns:r:a:topic" of a subscription's "arn:aws:sns:r:a:topic:id".
std::string topic_of(const std::string& subscription) {
  return subscription.substr(0, subscription.rfind(':'));
}

std::string sns_resource(const QueryRequest& request) {
  for (const std::string_view member : {"TopicArn", "TargetArn", "ResourceArn"}) {
    if (const auto* arn = request.form.find(member)) return *arn;
  }
  if (const auto* arn = request.form.find("SubscriptionArn")) return topic_of(*arn);
  if (const auto* name = request.form.find("Name")) {
    return fmt::format("arn:aws:sns:{}:{}:{}", request.call.region, request.call.account, *name);
  }
  return "*";
}

}  // namespace

Wish query_wish(const QueryRequest& request, const Engine& engine) {
  Wish wish{.action = fmt::format("{}:{}", request.service->name, request.operation->name),
            .resource = "*"};
  const bool known = engine.services != nullptr && engine.services->identity != nullptr;
  if (known && request.service->name == "iam") wish.resource = iam_resource(request, engine);
  if (request.service->name == "sns") wish.resource = sns_resource(request);
  if (const auto* arn = request.form.find("PolicyArn")) {
    const std::string_view operation = request.operation->name;
    if (operation.starts_with("Attach") || operation.starts_with("Detach")) {
      wish.keys.emplace_back("iam:PolicyARN", *arn);
    }
  }
  return wish;
}

}  // namespace tidemark::api
