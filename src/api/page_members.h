// What Query and Scan have in common: the members that shape a page, and the page as an answer.
#pragma once

#include "api/capacity.h"
#include "api/filter_members.h"
#include "api/item_members.h"
#include "api/members.h"
#include "api/operation.h"
#include "api/parsed.h"
#include "api/read_source.h"
#include "tables/reader.h"

#include <optional>
#include <string>

namespace tidemark::api {

struct PageMembers {
  std::optional<std::string> table;
  std::optional<std::string> index;
  std::optional<std::int64_t> limit;
  std::optional<std::string> select;
  std::optional<std::string> projection_text;
  NamesMember attributes_to_get;  // read by the operation
  std::optional<std::string> filter_text;
  FilterMember filter;  // of the older kind
  std::optional<expressions::ConditionalOperator> conditional;
  bool unknown_conditional = false;
  bool consistent = false;
  ReturnCapacity capacity = ReturnCapacity::kNone;
  ItemMember start_key;
  bool has_start_key = false;
  PlaceholderMembers placeholders;
};

// `filter`: "QueryFilter" or "ScanFilter". AWS tells at most ten constraints, so the order counts.
// A query tells an unknown ConditionalOperator on its own (unknown_conditional) when there is
// nothing wrong with the filter.
PageMembers page_members(Members& members, std::string_view filter);

// What was asked for of each item.
struct PageForm {
  bool count_only = false;
  bool consistent = false;
  ReturnCapacity capacity = ReturnCapacity::kNone;
  std::optional<expressions::Projection> projection;
};

// Whether Select goes together with what else names attributes, and with IndexName.
std::optional<Reply> select_problem(const PageMembers& members);

// What is wrong with the values of ExclusiveStartKey; numbers and sets say only what is wrong.
Parsed<values::Item> start_item_of(ItemMember member, Wording wording);

PageForm form_of(const PageMembers& members, std::optional<expressions::Projection> projection);

// Reads the page on the worker pool.
BackgroundReply page_reply(ReadSource source, tables::PageRequest page, PageForm form);

}  // namespace tidemark::api
