#include "api/global_table_members.h"
#include "api/operations.h"

namespace tidemark::api {
namespace {

Handling handle(const Request& request, Engine&) {
  return global_table_settings_reply(request.body);
}

}  // namespace

const Operation kDescribeGlobalTableSettings{
    .name = "DescribeGlobalTableSettings", .honoured = "GlobalTableName", .handle = handle};

}  // namespace tidemark::api
