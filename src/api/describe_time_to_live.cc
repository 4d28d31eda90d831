#include "api/errors.h"
#include "api/operations.h"
#include "api/table_members.h"
#include "tables/catalog.h"

namespace tidemark::api {
namespace {

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  const auto text = control_name_member(members);
  if (auto refusal = members.misshapen()) return *std::move(refusal);
  if (auto refusal = control_name_problem(text)) return *std::move(refusal);
  TM_OR_REPLY(const tables::TableName name, control_table_name(request.call, text));
  if (auto refusal = members.refusal()) return *std::move(refusal);
  auto* const store = engine.regions.find(request.call.region);
  if (store == nullptr) return no_such_table(name.name);
  const auto found = tables::find(*store, name);
  if (!found) return error_reply(found.error());
  if (!found.value()) return no_such_table(name.name);
  const auto& ttl = found.value()->time_to_live;
  const bool enabled = ttl && ttl->enabled;
  codec::JsonWriter out;
  out.begin_object().key("TimeToLiveDescription").begin_object();
  // AWS forgets the attribute of one that is disabled.
  if (enabled) out.key("AttributeName").string(ttl->attribute);
  out.key("TimeToLiveStatus").string(enabled ? "ENABLED" : "DISABLED");
  out.end_object().end_object();
  return Reply{.body = out.take()};
}

}  // namespace

const Operation kDescribeTimeToLive{
    .name = "DescribeTimeToLive", .honoured = "TableName", .handle = handle};

}  // namespace tidemark::api
