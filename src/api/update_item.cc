#include "api/capacity.h"
#include "api/errors.h"
#include "api/item_members.h"
#include "api/operations.h"
#include "api/parameter_mix.h"
#include "api/written.h"
#include "expressions/update.h"
#include "expressions/update_use.h"
#include "tables/index_key_update.h"
#include "tables/writer.h"
#include "values/item_size.h"

namespace tidemark::api {
namespace {

// What is asked for, before the table is known.
struct Wish {
  std::string table;
  WrittenForm form;
  WriteCondition condition;
};

// The constraints that the service tells alone, the first of them, unless the key is missing.
void tell_one_by_one(Members& members) {
  if (members.find("Key") == nullptr) return;
  for (const std::string_view name :
       {"TableName", "ReturnValues", "ReturnConsumedCapacity", "ReturnItemCollectionMetrics"}) {
    members.tell_before_others({name});
  }
}

Parsed<Wish> wish_of(const Request& request) {
  Members members(request.body);
  members.tell_lone_bounds_briefly();
  Wish wish;
  wish.form.capacity = capacity_member(members);
  const auto name = data_table_member(members);
  wish.form.metrics = item_collection_metrics_member(members);
  wish.form.values = return_values_member(members);
  wish.form.item_on_failure = return_on_failure_member(members);
  ConditionMembers condition = condition_members(members);
  ItemMember given = item_member(members, "Key", true);
  const auto text = members.text("UpdateExpression");
  UpdatesMember updates = updates_member(members);
  tell_one_by_one(members);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  wish.table = *name;
  if (auto refusal =
          mixed_parameters(members, {.expressions = {"UpdateExpression", "ConditionExpression"},
                                     .legacy = {"AttributeUpdates", "Expected"},
                                     .names_missing = false})) {
    return *std::move(refusal);
  }
  TM_OR_REPLY(wish.form.key, item_of(std::move(given)));
  if (!text) {
    TM_OR_REPLY(wish.form.update, update_of(std::move(updates)));
  }
  TM_OR_REPLY(wish.condition, write_condition_of(std::move(condition), text.has_value()));
  if (text) {
    TM_OR_REPLY(wish.form.update,
                understood(expressions::parse_update(*text, wish.condition.placeholders)));
  }
  if (auto refusal = finish(wish.condition)) return *std::move(refusal);
  return wish;
}

// The rules that need the table, but not the item.
std::optional<Reply> problem_with(const expressions::Update& update,
                                  const tables::TableDescription& table) {
  if (auto problem = expressions::find_key_update(update, table.keys)) {
    return expression_problem(*problem);
  }
  if (auto problem = tables::find_nested_index_key(table, update)) {
    return expression_problem(*problem);
  }
  if (const auto problem = tables::find_index_key_problem(table, update)) {
    return index_key_problem(*problem);
  }
  if (!update.legacy && expressions::charge_of(update) > values::kMaxItemBytes) {
    return written_reply(tables::ItemTooLarge{}, {});
  }
  return std::nullopt;
}

Handling handle(const Request& request, Engine& engine) {
  auto parsed = wish_of(request);
  if (!parsed) return detected(std::move(parsed).refusal());
  Wish wish = std::move(parsed).value();
  TM_OR_REPLY(const OpenTable open, open_table(request, engine, wish.table));
  TM_OR_REPLY(std::string key, given_key(open.table->keys, wish.form.key));
  if (auto refusal = problem_with(wish.form.update, *open.table)) return *std::move(refusal);
  wish.form.table = open.table;
  tables::ItemAction action{.table = open.table,
                            .key = std::move(key),
                            .what = tables::UpdateAction{wish.form.key, wish.form.update},
                            .condition = std::move(wish.condition.predicate)};
  return pending_write(*open.store, std::move(action), std::move(wish.form));
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
