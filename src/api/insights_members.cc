#include "api/insights_members.h"

#include "api/errors.h"
#include "api/table_members.h"

namespace tidemark::api {

Parsed<InsightsCall> insights_call(const Request& request, Members& members) {
  const auto name = members.text("TableName", {.required = true, .min = 1, .max = 1024});
  const auto index = members.text("IndexName", {.min = 3, .max = 255, .pattern = kNamePattern});
  if (auto refusal = members.refusal()) return *std::move(refusal);
  InsightsCall call;
  TM_OR_REPLY(call.table, control_table_name(request.call, name));
  call.index = index.value_or("");
  return call;
}

Reply no_such_index(const InsightsCall& call) {
  return error_reply("ResourceNotFoundException",
                     fmt::format("Requested resource not found: Index: {} not found for table: {}",
                                 call.index, call.table.name));
}

}  // namespace tidemark::api
