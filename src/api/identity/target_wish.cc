#include "api/identity/target_wish.h"

#include <fmt/format.h>

namespace tidemark::api {
namespace {

// The name without its version or label, as ARNs have it: without the slash in front.
std::string parameter_arn(const Call& call, std::string_view name) {
  if (name.starts_with("arn:")) return std::string(name);
  name = name.substr(0, name.find(':'));
  if (name.starts_with('/')) name.remove_prefix(1);
  return fmt::format("arn:aws:ssm:{}:{}:parameter/{}", call.region, call.account, name);
}

std::vector<std::string> parameters_in(const TargetRequest& request) {
  std::vector<std::string> arns;
  for (const std::string_view member : {"Name", "Path", "ResourceId"}) {
    const codec::JsonValue* value = request.body.find(member);
    if (value != nullptr && value->string() != nullptr) {
      arns.push_back(parameter_arn(request.call, *value->string()));
    }
  }
  const codec::JsonValue* names = request.body.find("Names");
  if (names == nullptr || names->array() == nullptr) return arns;
  for (const codec::JsonValue& name : *names->array()) {
    if (name.string() != nullptr) arns.push_back(parameter_arn(request.call, *name.string()));
  }
  return arns;
}

}  // namespace

std::vector<Wish> target_wishes(const TargetService& service, const TargetRequest& request) {
  const std::string action = fmt::format("{}:{}", service.name, request.call.operation);
  std::vector<Wish> wishes;
  if (service.name == "ssm") {
    for (std::string& arn : parameters_in(request)) wishes.push_back({action, std::move(arn)});
  }
  // Actions of the tagging API have no resources.
  if (wishes.empty()) wishes.push_back({action, "*"});
  return wishes;
}

}  // namespace tidemark::api
