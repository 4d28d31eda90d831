#include "api/global_table_members.h"
#include "api/members.h"
#include "api/operations.h"

namespace tidemark::api {
namespace {

// There are no global tables here, so that every name is that of none.
Handling handle(const Request& request, Engine&) {
  Members members(request.body);
  global_table_member(members);
  members.list("ReplicationGroup", true);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  return legacy_global_tables();
}

}  // namespace

const Operation kCreateGlobalTable{
    .name = "CreateGlobalTable", .honoured = "GlobalTableName ReplicationGroup", .handle = handle};

}  // namespace tidemark::api
