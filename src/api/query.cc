#include "api/errors.h"
#include "api/operations.h"
#include "api/page_members.h"
#include "api/parameter_mix.h"
#include "expressions/key_use.h"

#include <algorithm>

namespace tidemark::api {
namespace {

using expressions::KeyCondition;
using expressions::KeyConditions;

bool contains(const values::KeyRange& range, const std::string& key) {
  return range.from <= key && (range.until.empty() || key < range.until);
}

// Where a page goes on that began with these conditions.
Parsed<std::string> start_of(const ReadSource& source, const KeyCondition& condition,
                             const values::Item& start) {
  TM_OR_REPLY(const std::string key, start_bytes(source, start));
  const bool in_partition = contains(expressions::partition_of(condition), key);
  const bool has_range = condition.range || condition.equal.size() > condition.hash_count;
  if (!has_range) {
    if (in_partition) return key;
    return validation_error(
        "The provided starting key is outside query boundaries based on provided conditions");
  }
  // Whether the range attributes satisfy their conditions, whatever the partition is.
  KeyCondition there = condition;
  for (std::size_t i = 0; i < source.keys.hash.size(); ++i) {
    there.equal[i] = *start.find(source.keys.hash[i].name);
  }
  if (!contains(expressions::range_of(there), key)) {
    return validation_error("The provided starting key does not match the range key predicate");
  }
  if (in_partition) return key;
  return validation_error("The query can return at most one row and cannot be restarted");
}

struct QueryMembers {
  PageMembers page;
  FilterMember key_conditions = {};
  std::optional<std::string> key_text = {};
  bool forward = true;
};

QueryMembers query_members(Members& members) {
  members.tell_lone_bounds_briefly();
  QueryMembers asked{.page = page_members(members, "QueryFilter")};
  asked.page.attributes_to_get = attributes_to_get_member(members);
  asked.key_conditions = filter_member(members, "KeyConditions");
  asked.key_text = members.text("KeyConditionExpression");
  asked.forward = members.boolean("ScanIndexForward").value_or(true);
  return asked;
}

std::optional<Reply> mixed(const Members& members) {
  // KeyConditions alone go with the other expressions.
  if (members.find("KeyConditionExpression") == nullptr) {
    return mixed_parameters(
        members,
        {.expressions = {"ProjectionExpression", "FilterExpression", "KeyConditionExpression"},
         .legacy = {"AttributesToGet", "QueryFilter", "ConditionalOperator"}});
  }
  return mixed_parameters(
      members,
      {.expressions = {"ProjectionExpression", "FilterExpression", "KeyConditionExpression"},
       .legacy = {"AttributesToGet", "QueryFilter", "ConditionalOperator", "KeyConditions"}});
}

// The request understood, but for what depends on the table.
struct Understood {
  values::Item start;
  ReadCondition filter;
  KeyConditions conditions;
  std::optional<expressions::Projection> projection;
};

Parsed<Understood> expressions_of(QueryMembers& asked, Understood understood_so_far) {
  Understood result = std::move(understood_so_far);
  TM_OR_REPLY(expressions::Placeholders placeholders,
              placeholders_of(std::move(asked.page.placeholders)));
  std::optional<expressions::Condition> keys;
  if (asked.key_text) {
    TM_OR_REPLY(keys, understood(expressions::parse_condition("KeyConditionExpression",
                                                              *asked.key_text, placeholders)));
  }
  if (asked.page.filter_text) {
    TM_OR_REPLY(result.filter,
                condition_of("FilterExpression", asked.page.filter_text, placeholders));
  }
  if (asked.page.projection_text) {
    TM_OR_REPLY(result.projection, projection_of(asked.page.projection_text, placeholders));
  }
  if (auto refusal = unused(placeholders)) return *std::move(refusal);
  if (keys) {
    TM_OR_REPLY(result.conditions, understood(expressions::key_conditions_in(*keys)));
    return result;
  }
  if (auto refusal = value_problem(asked.key_conditions, Wording::kNewer)) {
    return *std::move(refusal);
  }
  TM_OR_REPLY(result.conditions,
              understood(expressions::key_conditions_of(asked.key_conditions.conditions)));
  return result;
}

Parsed<Understood> understand(QueryMembers& asked) {
  Understood result;
  if (auto refusal = value_problem(asked.page.filter, Wording::kNewer)) return *std::move(refusal);
  TM_OR_REPLY(result.filter, condition_of(asked.page.filter, asked.page.conditional));
  TM_OR_REPLY(result.projection, projection_of(asked.page.attributes_to_get));
  TM_OR_REPLY(result.start, start_item_of(std::move(asked.page.start_key), Wording::kNewer));
  if (!asked.key_text && !asked.key_conditions.given) {
    return validation_error(
        "Either the KeyConditions or KeyConditionExpression parameter must be specified in the "
        "request.");
  }
  if (auto refusal = select_problem(asked.page)) return *std::move(refusal);
  return expressions_of(asked, std::move(result));
}

Parsed<OpenTable> table_of(const Request& request, Engine& engine, const std::string& name,
                           const KeyConditions& conditions) {
  auto open = open_table(request, engine, name);
  if (!open && conditions.size() > 2) {
    return validation_error("Conditions can be of length 1 or 2 only");
  }
  return open;
}

Parsed<KeyCondition> bound_condition(const ReadSource& source, KeyConditions conditions,
                                     const values::Item* start) {
  expressions::KeyCheck check;
  if (start != nullptr) {
    if (!has_right_size(source, *start)) {
      return validation_error("The provided starting key is invalid");
    }
    check = [&](const values::KeyAttribute& attribute) {
      const bool hash = std::ranges::find(source.keys.hash, attribute) != source.keys.hash.end();
      return start_problem(*start, attribute, hash);
    };
  }
  return understood(expressions::bind_key_condition(std::move(conditions), source.keys, check));
}

std::optional<Reply> use_problem(const ReadSource& source, const Understood& asked,
                                 const ShownParts& parts, bool legacy) {
  if (asked.projection) {
    if (auto refusal = nested_key_problem(source.table(), asked.projection->paths)) return refusal;
  }
  if (auto problem = expressions::find_filtered_key(asked.filter.paths, source.keys,
                                                    legacy ? "QueryFilter" : "Filter Expression")) {
    return expression_problem(*problem);
  }
  if (auto refusal = projection_problem(source, parts)) return refusal;
  return nested_key_problem(source.table(), asked.filter.paths);
}

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  QueryMembers asked = query_members(members);
  if (asked.page.unknown_conditional) {
    return validation_error(
        "Failed to satisfy constraint: Member must satisfy enum value set: [ALL, OR]");
  }
  if (auto refusal = members.refusal()) return *std::move(refusal);
  if (auto refusal = mixed(members)) return *std::move(refusal);
  TM_OR_REPLY(Understood known, understand(asked));
  TM_OR_REPLY(OpenTable open, table_of(request, engine, *asked.page.table, known.conditions));
  TM_OR_REPLY(const ReadSource source,
              source_of(std::move(open), asked.page.index, asked.page.consistent));
  TM_OR_REPLY(const KeyCondition condition,
              bound_condition(source, std::move(known.conditions),
                              asked.page.has_start_key ? &known.start : nullptr));
  tables::PageRequest page{
      .range = expressions::range_of(condition), .forward = asked.forward, .at = request.as_of};
  if (asked.page.has_start_key) {
    TM_OR_REPLY(page.after, start_of(source, condition, known.start));
  }
  const ShownParts parts{.all_attributes = asked.page.select == "ALL_ATTRIBUTES",
                         .projection = &known.projection};
  if (auto refusal = use_problem(source, known, parts, asked.page.filter.given)) {
    return *std::move(refusal);
  }
  page.filter = std::move(known.filter.predicate);
  if (source.index != nullptr) {
    page.index = tables::page_of(*source.index, must_fetch(source, parts));
  }
  if (asked.page.limit) page.limit = static_cast<std::size_t>(*asked.page.limit);
  return page_reply(source, std::move(page), form_of(asked.page, std::move(known.projection)));
}

}  // namespace

const Operation kQuery{
    .name = "Query",
    .honoured =
        "TableName IndexName KeyConditionExpression FilterExpression ProjectionExpression "
        "ExpressionAttributeNames ExpressionAttributeValues ScanIndexForward Limit "
        "ExclusiveStartKey Select ConsistentRead ReturnConsumedCapacity AttributesToGet "
        "KeyConditions QueryFilter ConditionalOperator",
    .as_of = true,
    .handle = handle};

}  // namespace tidemark::api
