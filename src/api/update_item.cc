#include "api/capacity.h"
#include "api/errors.h"
#include "api/item_members.h"
#include "api/operations.h"
#include "api/parameter_mix.h"
#include "api/pending.h"
#include "api/written.h"
#include "expressions/update.h"
#include "tables/writer.h"

namespace tidemark::api {
namespace {

struct UpdateMembers {
  std::optional<std::string> text;
  UpdatesMember legacy;
};

Parsed<expressions::Update> update_of(UpdateMembers given, WriteCondition& condition) {
  if (!given.text) return update_of(std::move(given.legacy));
  return understood(expressions::parse_update(*given.text, condition.placeholders));
}

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  const auto name = data_table_member(members);
  ItemMember given = item_member(members, "Key", true);
  UpdateMembers asked{.text = members.text("UpdateExpression"), .legacy = updates_member(members)};
  WrittenForm form{.capacity = capacity_member(members)};
  form.values = return_values_member(members);
  form.metrics = item_collection_metrics_member(members);
  form.item_on_failure = return_on_failure_member(members);
  ConditionMembers wanted = condition_members(members);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  if (auto refusal =
          mixed_parameters(members, {.expressions = {"UpdateExpression", "ConditionExpression"},
                                     .legacy = {"AttributeUpdates", "Expected"}})) {
    return *std::move(refusal);
  }
  TM_OR_REPLY(form.key, item_of(std::move(given)));
  const bool has_expression = asked.text.has_value();
  if (!has_expression) {
    TM_OR_REPLY(form.update, update_of(std::move(asked.legacy)));
  }
  TM_OR_REPLY(WriteCondition condition, write_condition_of(std::move(wanted), has_expression));
  if (has_expression) {
    TM_OR_REPLY(form.update, update_of(std::move(asked), condition));
  }
  if (auto refusal = finish(condition)) return *std::move(refusal);
  TM_OR_REPLY(const OpenTable open, open_table(request, engine, *name));
  TM_OR_REPLY(std::string key, given_key(open.table->keys, form.key));
  if (auto problem = expressions::find_key_update(form.update, open.table->keys)) {
    return expression_problem(*problem);
  }
  form.table = open.table;
  tables::ItemAction action{.table = open.table,
                            .key = std::move(key),
                            .what = tables::UpdateAction{form.key, form.update},
                            .condition = std::move(condition.predicate)};
  return pending<tables::WriteAnswer>(
      tables::write_item(*open.store, std::move(action)),
      [form](const tables::WriteAnswer& answer) { return written_reply(answer, form); });
}

}  // namespace

const Operation kUpdateItem{
    .name = "UpdateItem",
    .honoured =
        "TableName Key UpdateExpression AttributeUpdates ConditionExpression "
        "ExpressionAttributeNames ExpressionAttributeValues Expected ConditionalOperator "
        "ReturnValues ReturnValuesOnConditionCheckFailure ReturnConsumedCapacity "
        "ReturnItemCollectionMetrics",
    .handle = handle};

}  // namespace tidemark::api
