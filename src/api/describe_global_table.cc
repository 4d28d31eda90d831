#include "api/global_table_members.h"
#include "api/members.h"
#include "api/operations.h"

namespace tidemark::api {
namespace {

// There are no global tables here, so that every name is that of none.
Handling handle(const Request& request, Engine&) {
  Members members(request.body);
  const auto name = global_table_member(members);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  return no_such_global_table(*name);
}

}  // namespace

const Operation kDescribeGlobalTable{
    .name = "DescribeGlobalTable", .honoured = "GlobalTableName", .handle = handle};

}  // namespace tidemark::api
