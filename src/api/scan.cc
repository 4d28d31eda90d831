#include "api/errors.h"
#include "api/operations.h"
#include "api/page_members.h"
#include "expressions/key_use.h"

namespace tidemark::api {
namespace {

struct SegmentMembers {
  std::optional<std::int64_t> segment;
  std::optional<std::int64_t> total;
};

Parsed<std::optional<tables::Segment>> segment_of(const SegmentMembers& asked) {
  if (!asked.segment && !asked.total) return std::optional<tables::Segment>{};
  if (!asked.total) {
    return validation_error(
        "The TotalSegments parameter is required but was not present in the request when Segment "
        "parameter is present");
  }
  if (!asked.segment) {
    return validation_error(
        "The Segment parameter is required but was not present in the request when parameter "
        "TotalSegments is present");
  }
  if (*asked.segment >= *asked.total) {
    return validation_error(fmt::format(
        "The Segment parameter is zero-based and must be less than parameter TotalSegments: "
        "Segment: {} is not less than TotalSegments: {}",
        *asked.segment, *asked.total));
  }
  return std::optional<tables::Segment>{{.index = static_cast<std::uint32_t>(*asked.segment),
                                         .total = static_cast<std::uint32_t>(*asked.total)}};
}

Parsed<std::string> start_of(const values::KeySchema& schema, const values::Item& start) {
  auto answer = values::key_of(schema, start);
  if (auto* key = std::get_if<std::string>(&answer)) return std::move(*key);
  return validation_error(
      "The provided starting key is invalid: The provided key element does not match the schema");
}

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  PageMembers asked = page_members(members);
  const SegmentMembers segments{
      .segment = members.integer("Segment", {.min = 0, .max = 999'999}),
      .total = members.integer("TotalSegments", {.min = 1, .max = 1'000'000})};
  if (auto refusal = members.refusal()) return *std::move(refusal);
  if (!asked.filter_text) {
    if (auto refusal = stray_placeholders(members, "FilterExpression", asked.projection_text)) {
      return *std::move(refusal);
    }
  }
  TM_OR_REPLY(const values::Item start, item_of(std::move(asked.start_key)));
  if (auto refusal = select_problem(asked, "Scanning")) return *std::move(refusal);
  TM_OR_REPLY(const auto segment, segment_of(segments));
  TM_OR_REPLY(expressions::Placeholders placeholders,
              placeholders_of(std::move(asked.placeholders)));
  TM_OR_REPLY(ReadCondition filter,
              condition_of("FilterExpression", asked.filter_text, placeholders));
  TM_OR_REPLY(auto projection, projection_of(asked.projection_text, placeholders));
  if (auto refusal = unused(placeholders)) return *std::move(refusal);
  TM_OR_REPLY(OpenTable open, open_table(request, engine, *asked.table));
  if (auto problem = expressions::find_nested_key(filter.paths, open.table->keys)) {
    return expression_problem(*problem);
  }
  tables::PageRequest page{
      .filter = std::move(filter.predicate), .segment = segment, .at = request.as_of};
  if (asked.limit) page.limit = static_cast<std::size_t>(*asked.limit);
  if (asked.has_start_key) {
    TM_OR_REPLY(page.after, start_of(open.table->keys, start));
  }
  return page_reply(std::move(open), std::move(page), form_of(asked, std::move(projection)));
}

}  // namespace

const Operation kScan{
    .name = "Scan",
    .honoured =
        "TableName Limit ExclusiveStartKey Segment TotalSegments Select ConsistentRead "
        "FilterExpression ProjectionExpression ExpressionAttributeNames "
        "ExpressionAttributeValues ReturnConsumedCapacity",
    .refused = "IndexName AttributesToGet ScanFilter ConditionalOperator",
    .as_of = true,
    .handle = handle};

}  // namespace tidemark::api
