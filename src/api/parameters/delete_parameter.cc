#include "api/members.h"
#include "api/parameters/operations.h"
#include "api/parameters/parameter_members.h"

namespace tidemark::api {
namespace {

Reply handle(const TargetRequest& request, Engine& engine) {
  Members members(request.body);
  const auto name = members.text("Name", {.required = true, .min = 1, .max = 2048});
  if (auto refusal = members.refusal()) return *std::move(refusal);
  auto parameters = parameters_of(request.call, engine);
  if (!parameters) return parameter_not_found(*name);
  const auto removed = parameters->remove(request.call.account, *name);
  if (!removed) return parameters_failed(removed.error());
  if (!removed.value()) return parameter_not_found(*name);
  return target_reply("{}");
}

}  // namespace

const TargetOperation kDeleteParameter{
    .name = "DeleteParameter", .honoured = "Name", .handle = handle};

}  // namespace tidemark::api
