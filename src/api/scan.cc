#include "api/errors.h"
#include "api/operations.h"
#include "api/page_members.h"
#include "api/parameter_mix.h"

namespace tidemark::api {
namespace {

struct ScanMembers {
  PageMembers page;
  std::optional<std::int64_t> segment;
  std::optional<std::int64_t> total;
};

ScanMembers scan_members(Members& members) {
  ScanMembers asked;
  asked.total = members.integer("TotalSegments", {.min = 1, .max = 1'000'000});
  asked.segment = members.integer("Segment", {.min = 0, .max = 999'999});
  asked.page = page_members(members, "ScanFilter");
  asked.page.attributes_to_get = attributes_to_get_member(members);
  return asked;
}

Parsed<std::optional<tables::Segment>> segment_of(const ScanMembers& asked) {
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

// The request understood, but for what depends on the table.
struct Understood {
  values::Item start;
  std::optional<tables::Segment> segment;
  ReadCondition filter;
  std::optional<expressions::Projection> projection;
};

Parsed<Understood> understand(ScanMembers& asked) {
  Understood result;
  PageMembers& page = asked.page;
  TM_OR_REPLY(result.projection, projection_of(page.attributes_to_get));
  if (auto refusal = value_problem(page.filter, Wording::kOlder)) return *std::move(refusal);
  TM_OR_REPLY(result.filter, condition_of(page.filter, page.conditional));
  TM_OR_REPLY(result.start, start_item_of(std::move(page.start_key), Wording::kOlder));
  if (auto refusal = select_problem(page)) return *std::move(refusal);
  TM_OR_REPLY(result.segment, segment_of(asked));
  TM_OR_REPLY(expressions::Placeholders placeholders,
              placeholders_of(std::move(page.placeholders), Wording::kOlder));
  if (page.filter_text) {
    TM_OR_REPLY(result.filter, condition_of("FilterExpression", page.filter_text, placeholders));
  }
  if (page.projection_text) {
    TM_OR_REPLY(result.projection, projection_of(page.projection_text, placeholders));
  }
  if (auto refusal = unused(placeholders)) return *std::move(refusal);
  return result;
}

Reply invalid_start(std::string_view why) {
  return validation_error(fmt::format("The provided starting key is invalid{}", why));
}

// Whether the start key has the attributes that a page of this source ends at.
std::optional<Reply> start_refusal(const ReadSource& source, const values::Item& start) {
  if (!has_right_size(source, start)) {
    return invalid_start(
        source.index != nullptr ? "" : ": The provided key element does not match the schema");
  }
  if (source.index == nullptr) return std::nullopt;
  for (const auto& attribute : source.keys.hash) {
    if (auto problem = start_problem(start, attribute, true)) return expression_problem(*problem);
  }
  for (const auto& attribute : source.keys.range) {
    if (auto problem = start_problem(start, attribute, false)) return expression_problem(*problem);
  }
  return std::nullopt;
}

Parsed<std::string> start_of(const ReadSource& source, const Understood& known) {
  TM_OR_REPLY(std::string key, start_bytes(source, known.start));
  const auto& segment = known.segment;
  if (!segment || tables::segment_of(key, segment->total) == segment->index) return key;
  return invalid_start(
      fmt::format(": Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. "
                  "TotalSegments: {} Segment: {}",
                  segment->total, segment->index));
}

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  ScanMembers asked = scan_members(members);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  if (auto refusal = mixed_parameters(
          members, {.expressions = {"ProjectionExpression", "FilterExpression"},
                    .legacy = {"AttributesToGet", "ScanFilter", "ConditionalOperator"}})) {
    return *std::move(refusal);
  }
  TM_OR_REPLY(Understood known, understand(asked));
  TM_OR_REPLY(OpenTable open, open_table(request, engine, *asked.page.table));
  TM_OR_REPLY(const ReadSource source,
              source_of(std::move(open), asked.page.index, asked.page.consistent));
  if (asked.page.has_start_key) {
    if (auto refusal = start_refusal(source, known.start)) return *std::move(refusal);
  }
  const ShownParts parts{.all_attributes = asked.page.select == "ALL_ATTRIBUTES",
                         .projection = &known.projection};
  if (auto refusal = projection_problem(source, parts)) return *std::move(refusal);
  tables::PageRequest page{.segment = known.segment, .at = request.as_of};
  if (asked.page.has_start_key) {
    TM_OR_REPLY(page.after, start_of(source, known));
  }
  if (known.projection) {
    if (auto refusal = nested_key_problem(source.table(), known.projection->paths)) {
      return *std::move(refusal);
    }
  }
  if (auto refusal = nested_key_problem(source.table(), known.filter.paths))
    return *std::move(refusal);
  page.filter = std::move(known.filter.predicate);
  if (source.index != nullptr) {
    page.index = tables::page_of(*source.index, must_fetch(source, parts));
  }
  if (asked.page.limit) page.limit = static_cast<std::size_t>(*asked.page.limit);
  return page_reply(source, std::move(page), form_of(asked.page, std::move(known.projection)));
}

}  // namespace

const Operation kScan{
    .name = "Scan",
    .honoured =
        "TableName IndexName Limit ExclusiveStartKey Segment TotalSegments Select ConsistentRead "
        "FilterExpression ProjectionExpression ExpressionAttributeNames "
        "ExpressionAttributeValues ReturnConsumedCapacity AttributesToGet ScanFilter "
        "ConditionalOperator",
    .as_of = true,
    .handle = handle};

}  // namespace tidemark::api
