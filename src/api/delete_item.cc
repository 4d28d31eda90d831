#include "api/capacity.h"
#include "api/item_members.h"
#include "api/operations.h"
#include "api/pending.h"
#include "api/written.h"
#include "tables/writer.h"

namespace tidemark::api {
namespace {

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  const auto name = data_table_member(members);
  ItemMember given = item_member(members, "Key", true);
  const ReturnCapacity capacity = capacity_member(members);
  const auto wanted = return_values_member(members);
  item_collection_metrics_member(members);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  if (auto refusal = stray_placeholders(members, "ConditionExpression")) return *std::move(refusal);
  TM_OR_REPLY(const values::Item key_item, item_of(std::move(given)));
  if (wanted != ReturnValues::kNone && wanted != ReturnValues::kAllOld) {
    return validation_error("ReturnValues can only be ALL_OLD or NONE");
  }
  TM_OR_REPLY(const OpenTable open, open_table(request, engine, *name));
  TM_OR_REPLY(std::string key, given_key(open.table->keys, key_item));
  return pending<tables::WriteAnswer>(
      tables::delete_item(*open.store, *open.table, std::move(key)),
      [wanted, capacity, table = open.table->name.name](const tables::WriteAnswer& answer) {
        return written_reply(answer, {.values = wanted, .capacity = capacity, .table = table});
      });
}

}  // namespace

const Operation kDeleteItem{
    .name = "DeleteItem",
    .honoured = "TableName Key ReturnValues ReturnConsumedCapacity ReturnItemCollectionMetrics",
    .refused =
        "ConditionExpression Expected ConditionalOperator "
        "ReturnValuesOnConditionCheckFailure",
    .handle = handle};

}  // namespace tidemark::api
