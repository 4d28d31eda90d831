#include "api/continuous_backups_members.h"
#include "api/errors.h"
#include "api/operations.h"
#include "api/table_members.h"

namespace tidemark::api {
namespace {

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  const auto text = members.text("TableName", {.min = 1, .max = 1024});
  if (auto refusal = members.refusal()) return *std::move(refusal);
  TM_OR_REPLY(const tables::TableName name, control_table_name(request.call, text));
  const auto* const store = engine.regions.find(request.call.region);
  if (store == nullptr) return no_table_to_recover(name.name);
  return continuous_backups_reply(recovery::describe_continuous_backups(
                                      *store, name, engine.clock.now(), restorable_lag(engine)),
                                  name.name);
}

}  // namespace

const Operation kDescribeContinuousBackups{
    .name = "DescribeContinuousBackups", .honoured = "TableName", .handle = handle};

}  // namespace tidemark::api
