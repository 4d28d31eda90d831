#include "api/errors.h"
#include "api/members.h"
#include "api/operations.h"
#include "api/policy_members.h"
#include "api/table_members.h"
#include "tables/catalog.h"

namespace tidemark::api {
namespace {

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  const auto arn = members.text("ResourceArn", {.required = true, .min = 1, .max = 1283});
  if (auto refusal = members.refusal()) return *std::move(refusal);
  TM_OR_REPLY(const tables::TableName name, policed_table(request.call, *arn));
  auto* const store = engine.regions.find(request.call.region);
  if (store == nullptr) return no_such_table(name.name);
  const auto table = tables::find(*store, name);
  if (!table) return error_reply(table.error());
  if (!table.value()) return no_such_table(name.name);
  const auto& policy = table.value()->settings.policy;
  if (!policy) return no_policy(*arn);
  codec::JsonWriter out;
  out.begin_object().key("Policy").string(policy->document);
  out.key("RevisionId").string(policy->revision).end_object();
  return Reply{.body = out.take()};
}

}  // namespace

const Operation kGetResourcePolicy{
    .name = "GetResourcePolicy", .partly = "ResourceArn", .handle = handle};

}  // namespace tidemark::api
