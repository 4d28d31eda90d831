#include "api/global_table_members.h"
#include "api/members.h"
#include "api/operations.h"

#include <algorithm>

namespace tidemark::api {
namespace {

// There are no global tables here, so that every name is that of none.
Handling handle(const Request& request, Engine&) {
  Members members(request.body);
  const auto name = global_table_member(members);
  const auto* updates = members.list("ReplicaUpdates", true);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  const bool adds = std::ranges::any_of(*updates, [](const codec::JsonValue& update) {
    const codec::JsonValue* create = update.find("Create");
    return create != nullptr && !create->is_null();
  });
  return adds ? legacy_global_tables() : no_such_global_table_settings(*name);
}

}  // namespace

const Operation kUpdateGlobalTable{
    .name = "UpdateGlobalTable", .honoured = "GlobalTableName ReplicaUpdates", .handle = handle};

}  // namespace tidemark::api
