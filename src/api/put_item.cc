#include "api/capacity.h"
#include "api/errors.h"
#include "api/item_members.h"
#include "api/operations.h"
#include "api/parameter_mix.h"
#include "api/written.h"
#include "tables/writer.h"

namespace tidemark::api {
namespace {

// What is asked for, before the table is known.
struct Wish {
  std::string table;
  values::Item item;
  WrittenForm form;
  WriteCondition condition;
  std::optional<Reply> too_large;
};

Parsed<Wish> wish_of(const Request& request) {
  Members members(request.body);
  members.tell_lone_bounds_briefly();
  Wish wish;
  wish.form.capacity = capacity_member(members);
  const auto name = data_table_member(members);
  ItemMember given = item_member(members, "Item", true);
  ConditionMembers condition = condition_members(members);
  wish.form.values = return_values_member(members);
  wish.form.metrics = item_collection_metrics_member(members);
  wish.form.item_on_failure = return_on_failure_member(members);
  if (members.find("Item") != nullptr) members.tell_before_others({"TableName"});
  if (auto refusal = members.refusal()) return *std::move(refusal);
  wish.table = *name;
  if (auto refusal = mixed_parameters(members, {.expressions = {"ConditionExpression"},
                                                .legacy = {"Expected"},
                                                .names_missing = false})) {
    return *std::move(refusal);
  }
  TM_OR_REPLY(wish.item, item_of(std::move(given)));
  if (auto refusal = only_old_values(wish.form.values)) return *std::move(refusal);
  wish.too_large = too_large(wish.item);
  if (wish.too_large) return wish;
  TM_OR_REPLY(wish.condition, write_condition_of(std::move(condition)));
  if (auto refusal = finish(wish.condition)) return *std::move(refusal);
  return wish;
}

Handling handle(const Request& request, Engine& engine) {
  auto parsed = wish_of(request);
  if (!parsed) return detected(std::move(parsed).refusal());
  Wish wish = std::move(parsed).value();
  if (wish.too_large) return *std::move(wish.too_large);
  TM_OR_REPLY(const OpenTable open, open_table(request, engine, wish.table));
  TM_OR_REPLY(std::string key, key_in_item(open.table->keys, wish.item));
  if (const auto problem = tables::find_index_key_problem(*open.table, wish.item)) {
    return index_key_problem(*problem);
  }
  WrittenForm& form = wish.form;
  form.table = open.table;
  if (form.metrics) form.key = values::key_attributes(open.table->keys, wish.item);
  tables::ItemAction action = tables::put_action(open.table, std::move(key), wish.item);
  action.condition = std::move(wish.condition.predicate);
  return pending_write(*open.store, std::move(action), std::move(wish.form));
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
