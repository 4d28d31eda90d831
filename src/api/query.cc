#include "api/errors.h"
#include "api/operations.h"
#include "api/page_members.h"
#include "expressions/key_condition.h"
#include "expressions/key_use.h"

namespace tidemark::api {
namespace {

values::KeyRange range_of(const expressions::KeyCondition& condition) {
  if (!condition.range) return values::partition_range(condition.hash);
  const auto& range = *condition.range;
  const bool between = range.op == values::RangeOperator::kBetween;
  return values::sort_range(condition.hash, range.op, range.low, between ? &range.high : nullptr);
}

bool contains(const values::KeyRange& range, const std::string& key) {
  return range.from <= key && (range.until.empty() || key < range.until);
}

Parsed<std::string> start_of(const OpenTable& open, const expressions::KeyCondition& condition,
                             const values::KeyRange& range, const values::Item& start) {
  auto answer = values::key_of(open.table->keys, start);
  const auto* key = std::get_if<std::string>(&answer);
  if (key == nullptr) {
    return validation_error(
        "The provided starting key is invalid: The provided key element does not match the schema");
  }
  if (!open.table->keys.range) {
    return validation_error("The query can return at most one row and cannot be restarted");
  }
  if (!contains(values::partition_range(condition.hash), *key)) {
    return validation_error(
        "The provided starting key is outside query boundaries based on provided conditions");
  }
  if (!contains(range, *key)) {
    return validation_error("The provided starting key does not match the range key predicate");
  }
  return *key;
}

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  PageMembers asked = page_members(members);
  const bool forward = members.boolean("ScanIndexForward").value_or(true);
  const auto text = members.text("KeyConditionExpression");
  if (auto refusal = members.refusal()) return *std::move(refusal);
  if (!text) {
    return validation_error(
        "Either the KeyConditions or KeyConditionExpression parameter must be specified in the "
        "request.");
  }
  TM_OR_REPLY(const values::Item start, item_of(std::move(asked.start_key)));
  if (auto refusal = select_problem(asked, "Querying")) return *std::move(refusal);
  TM_OR_REPLY(expressions::Placeholders placeholders,
              placeholders_of(std::move(asked.placeholders)));
  TM_OR_REPLY(auto conditions, understood(expressions::parse_key_condition(*text, placeholders)));
  TM_OR_REPLY(ReadCondition filter,
              condition_of("FilterExpression", asked.filter_text, placeholders));
  TM_OR_REPLY(auto projection, projection_of(asked.projection_text, placeholders));
  if (auto refusal = unused(placeholders)) return *std::move(refusal);
  TM_OR_REPLY(OpenTable open, open_table(request, engine, *asked.table));
  TM_OR_REPLY(const auto condition,
              understood(expressions::bind_key_condition(std::move(conditions), open.table->keys)));
  if (auto problem = expressions::find_filtered_key(filter.paths, open.table->keys)) {
    return expression_problem(*problem);
  }
  tables::PageRequest page{.range = range_of(condition),
                           .forward = forward,
                           .filter = std::move(filter.predicate),
                           .at = request.as_of};
  if (asked.limit) page.limit = static_cast<std::size_t>(*asked.limit);
  if (asked.has_start_key) {
    TM_OR_REPLY(page.after, start_of(open, condition, page.range, start));
  }
  return page_reply(std::move(open), std::move(page), form_of(asked, std::move(projection)));
}

}  // namespace

const Operation kQuery{
    .name = "Query",
    .honoured =
        "TableName KeyConditionExpression FilterExpression ProjectionExpression "
        "ExpressionAttributeNames "
        "ExpressionAttributeValues ScanIndexForward Limit ExclusiveStartKey Select "
        "ConsistentRead ReturnConsumedCapacity",
    .refused = "IndexName AttributesToGet KeyConditions QueryFilter ConditionalOperator",
    .as_of = true,
    .handle = handle};

}  // namespace tidemark::api
