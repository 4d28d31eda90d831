#include "api/members.h"
#include "api/parameters/operations.h"
#include "api/parameters/parameter_members.h"
#include "api/parameters/parameter_tags.h"

namespace tidemark::api {
namespace {

// ResourceType and ResourceId; of all that Systems Manager can tag, only parameters are here.
std::optional<std::string> tagged_member(Members& members) {
  members.text("ResourceType", {.required = true,
                                .one_of = {"Document", "ManagedInstance", "MaintenanceWindow",
                                           "Parameter", "PatchBaseline", "OpsItem", "OpsMetadata",
                                           "Automation", "Association"}});
  return members.text("ResourceId", {.required = true});
}

std::optional<Reply> kind_problem(const TargetRequest& request) {
  const std::string& type = *request.body.find("ResourceType")->string();
  if (type == "Parameter") return std::nullopt;
  return target_refusal("InvalidResourceType",
                        type + " is not supported by this version of Tidemark; Parameter is");
}

Reply no_such_parameter() {
  return target_refusal("InvalidResourceId",
                        "The resource ID is not valid. Verify that you "
                        "entered the correct ID and try again.");
}

Reply change(const TargetRequest& request, Engine& engine, const std::string& name,
             const std::function<void(services::ParameterTags&)>& change) {
  auto parameters = parameters_of(request.call, engine);
  if (!parameters) return no_such_parameter();
  const auto answer = parameters->change_tags(request.call.account, name, change);
  if (!answer) return parameters_failed(answer.error());
  if (std::holds_alternative<services::NoParameter>(answer.value())) return no_such_parameter();
  if (std::holds_alternative<services::TooManyParameterTags>(answer.value())) {
    return too_many_parameter_tags();
  }
  return target_reply("{}");
}

Reply add(const TargetRequest& request, Engine& engine) {
  Members members(request.body);
  const auto name = tagged_member(members);
  const auto pairs = parameter_tags_member(members, true);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  if (auto refusal = kind_problem(request)) return *std::move(refusal);
  TM_OR_REPLY(const services::ParameterTags tags, parameter_tags_of(*pairs));
  return change(request, engine, *name, [&](services::ParameterTags& there) {
    for (const auto& [key, value] : tags) there[key] = value;
  });
}

Reply remove(const TargetRequest& request, Engine& engine) {
  Members members(request.body);
  const auto name = tagged_member(members);
  const auto keys = members.texts("TagKeys", true);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  if (auto refusal = kind_problem(request)) return *std::move(refusal);
  return change(request, engine, *name, [&](services::ParameterTags& there) {
    for (const std::string& key : *keys) there.erase(key);
  });
}

Reply list(const TargetRequest& request, Engine& engine) {
  Members members(request.body);
  const auto name = tagged_member(members);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  if (auto refusal = kind_problem(request)) return *std::move(refusal);
  auto parameters = parameters_of(request.call, engine);
  if (!parameters) return no_such_parameter();
  const auto found = parameters->find(request.call.account, *name);
  if (!found) return parameters_failed(found.error());
  if (!found.value()) return no_such_parameter();
  codec::JsonWriter out;
  out.begin_object().key("TagList").begin_array();
  for (const auto& [key, value] : found.value()->tags) {
    out.begin_object().key("Key").string(key).key("Value").string(value).end_object();
  }
  out.end_array().end_object();
  return target_reply(out.take());
}

}  // namespace

const TargetOperation kAddTagsToResource{.name = "AddTagsToResource",
                                         .honoured = "ResourceId Tags",
                                         .partly = "ResourceType",
                                         .handle = add};
const TargetOperation kRemoveTagsFromResource{.name = "RemoveTagsFromResource",
                                              .honoured = "ResourceId TagKeys",
                                              .partly = "ResourceType",
                                              .handle = remove};
const TargetOperation kListTagsForParameter{.name = "ListTagsForResource",
                                            .honoured = "ResourceId",
                                            .partly = "ResourceType",
                                            .handle = list};

}  // namespace tidemark::api
