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
  WrittenForm form;
  WriteCondition condition;
};

Parsed<Wish> wish_of(const Request& request) {
  Members members(request.body);
  members.tell_lone_bounds_briefly();
  Wish wish;
  wish.form.capacity = capacity_member(members);
  const auto name = data_table_member(members);
  wish.form.values = return_values_member(members);
  wish.form.metrics = item_collection_metrics_member(members);
  wish.form.item_on_failure = return_on_failure_member(members);
  ConditionMembers condition = condition_members(members);
  ItemMember given = item_member(members, "Key", true);
  if (members.find("Key") != nullptr) members.tell_before_others({"TableName"});
  if (auto refusal = members.refusal()) return *std::move(refusal);
  wish.table = *name;
  if (auto refusal = mixed_parameters(members, {.expressions = {"ConditionExpression"},
                                                .legacy = {"Expected"},
                                                .names_missing = false})) {
    return *std::move(refusal);
  }
  TM_OR_REPLY(wish.form.key, item_of(std::move(given)));
  if (auto refusal = only_old_values(wish.form.values)) return *std::move(refusal);
  TM_OR_REPLY(wish.condition, write_condition_of(std::move(condition)));
  if (auto refusal = finish(wish.condition)) return *std::move(refusal);
  return wish;
}

Handling handle(const Request& request, Engine& engine) {
  auto parsed = wish_of(request);
  if (!parsed) return detected(std::move(parsed).refusal());
  Wish wish = std::move(parsed).value();
  TM_OR_REPLY(const OpenTable open, open_table(request, engine, wish.table));
  TM_OR_REPLY(std::string key, given_key(open.table->keys, wish.form.key));
  wish.form.table = open.table;
  tables::ItemAction action{.table = open.table,
                            .key = std::move(key),
                            .what = tables::DeleteAction{},
                            .condition = std::move(wish.condition.predicate)};
  return pending_write(*open.store, std::move(action), std::move(wish.form));
}

}  // namespace

const Operation kDeleteItem{
    .name = "DeleteItem",
    .honoured =
        "TableName Key ConditionExpression ExpressionAttributeNames ExpressionAttributeValues "
        "Expected ConditionalOperator ReturnValues ReturnValuesOnConditionCheckFailure "
        "ReturnConsumedCapacity ReturnItemCollectionMetrics",
    .handle = handle};

}  // namespace tidemark::api
