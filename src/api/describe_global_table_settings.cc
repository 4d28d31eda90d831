#include "api/global_table_members.h"
#include "api/members.h"
#include "api/operations.h"

namespace tidemark::api {
namespace {

// There are no global tables here, so that every name is that of none.
Handling handle(const Request& request, Engine&) {
  Members members(request.body);
  const auto name = members.text("GlobalTableName",
                                 {.required = true, .min = 3, .max = 255, .pattern = kNamePattern});
  if (auto refusal = members.refusal()) return *std::move(refusal);
  return no_such_global_table_settings(*name);
}

}  // namespace

const Operation kDescribeGlobalTableSettings{
    .name = "DescribeGlobalTableSettings", .honoured = "GlobalTableName", .handle = handle};

}  // namespace tidemark::api
