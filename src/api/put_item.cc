#include "api/capacity.h"
#include "api/errors.h"
#include "api/item_members.h"
#include "api/operations.h"
#include "api/parameter_mix.h"
#include "api/pending.h"
#include "api/written.h"
#include "tables/writer.h"

namespace tidemark::api {
namespace {

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  const auto name = data_table_member(members);
  ItemMember given = item_member(members, "Item", true);
  WrittenForm form{.capacity = capacity_member(members)};
  form.values = return_values_member(members);
  form.metrics = item_collection_metrics_member(members);
  form.item_on_failure = return_on_failure_member(members);
  ConditionMembers wanted = condition_members(members);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  if (auto refusal = mixed_parameters(
          members, {.expressions = {"ConditionExpression"}, .legacy = {"Expected"}})) {
    return *std::move(refusal);
  }
  TM_OR_REPLY(const values::Item item, item_of(std::move(given)));
  if (form.values != ReturnValues::kNone && form.values != ReturnValues::kAllOld) {
    return validation_error("ReturnValues can only be ALL_OLD or NONE");
  }
  if (auto refusal = too_large(item)) return *std::move(refusal);
  TM_OR_REPLY(WriteCondition condition, write_condition_of(std::move(wanted)));
  if (auto refusal = finish(condition)) return *std::move(refusal);
  TM_OR_REPLY(const OpenTable open, open_table(request, engine, *name));
  TM_OR_REPLY(std::string key, key_in_item(open.table->keys, item));
  if (const auto problem = tables::find_index_key_problem(*open.table, item)) {
    return index_key_problem(*problem);
  }
  form.table = open.table;
  if (form.metrics) form.key = values::key_attributes(open.table->keys, item);
  tables::ItemAction action = tables::put_action(open.table, std::move(key), item);
  action.condition = std::move(condition.predicate);
  return pending<tables::WriteAnswer>(
      tables::write_item(*open.store, std::move(action)),
      [form](const tables::WriteAnswer& answer) { return written_reply(answer, form); });
}

}  // namespace

const Operation kPutItem{
    .name = "PutItem",
    .honoured =
        "TableName Item ConditionExpression ExpressionAttributeNames ExpressionAttributeValues "
        "Expected ConditionalOperator ReturnValues ReturnValuesOnConditionCheckFailure "
        "ReturnConsumedCapacity ReturnItemCollectionMetrics",
    .handle = handle};

}  // namespace tidemark::api
