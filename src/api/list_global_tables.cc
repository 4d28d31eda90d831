#include "api/members.h"
#include "api/operations.h"

namespace tidemark::api {
namespace {

Handling handle(const Request& request, Engine&) {
  Members members(request.body);
  members.text("ExclusiveStartGlobalTableName", {.min = 3, .max = 255, .pattern = kNamePattern});
  members.integer("Limit", {.min = 1});
  members.text("RegionName");
  if (auto refusal = members.refusal()) return *std::move(refusal);
  return Reply{.body = R"({"GlobalTables":[]})"};
}

}  // namespace

const Operation kListGlobalTables{.name = "ListGlobalTables",
                                  .honoured = "ExclusiveStartGlobalTableName Limit RegionName",
                                  .handle = handle};

}  // namespace tidemark::api
