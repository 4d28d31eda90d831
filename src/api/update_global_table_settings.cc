#include "api/global_table_members.h"
#include "api/operations.h"

namespace tidemark::api {
namespace {

Handling handle(const Request& request, Engine&) {
  return global_table_settings_reply(request.body);
}

}  // namespace

const Operation kUpdateGlobalTableSettings{
    .name = "UpdateGlobalTableSettings", .honoured = "GlobalTableName", .handle = handle};

}  // namespace tidemark::api
