#include "api/capacity.h"
#include "api/item_members.h"
#include "api/operations.h"
#include "api/pending.h"
#include "api/written.h"
#include "expressions/update.h"
#include "tables/writer.h"

namespace tidemark::api {
namespace {

// Without an UpdateExpression the item is made of its key, as at AWS.
Parsed<expressions::Update> update_of(const std::optional<std::string>& text,
                                      PlaceholderMembers given) {
  TM_OR_REPLY(expressions::Placeholders placeholders, placeholders_of(std::move(given)));
  TM_OR_REPLY(auto update, understood(expressions::parse_update(*text, placeholders)));
  if (auto refusal = unused(placeholders)) return *std::move(refusal);
  return update;
}

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  const auto name = data_table_member(members);
  ItemMember given = item_member(members, "Key", true);
  const auto text = members.text("UpdateExpression");
  PlaceholderMembers placeholders = placeholder_members(members);
  const ReturnCapacity capacity = capacity_member(members);
  const auto wanted = return_values_member(members);
  item_collection_metrics_member(members);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  if (!text) {
    if (auto refusal = stray_placeholders(members, "UpdateExpression")) return *std::move(refusal);
  }
  TM_OR_REPLY(const values::Item key_item, item_of(std::move(given)));
  expressions::Update update;
  if (text) {
    TM_OR_REPLY(update, update_of(text, std::move(placeholders)));
  }
  TM_OR_REPLY(const OpenTable open, open_table(request, engine, *name));
  TM_OR_REPLY(std::string key, given_key(open.table->keys, key_item));
  if (auto problem = expressions::find_key_update(update, open.table->keys)) {
    return expression_problem(*problem);
  }
  return pending<tables::WriteAnswer>(
      tables::update_item(*open.store, *open.table, std::move(key), key_item, update),
      [wanted, capacity, update, table = open.table->name.name](const tables::WriteAnswer& answer) {
        return written_reply(
            answer, {.values = wanted, .capacity = capacity, .table = table, .update = update});
      });
}

}  // namespace

const Operation kUpdateItem{
    .name = "UpdateItem",
    .honoured =
        "TableName Key UpdateExpression ExpressionAttributeNames ExpressionAttributeValues "
        "ReturnValues "
        "ReturnConsumedCapacity ReturnItemCollectionMetrics",
    .refused =
        "AttributeUpdates ConditionExpression Expected ConditionalOperator "
        "ReturnValuesOnConditionCheckFailure",
    .handle = handle};

}  // namespace tidemark::api
