// What Query and Scan have in common: the members that shape a page, and the page as an answer.
#pragma once

#include "api/capacity.h"
#include "api/item_members.h"
#include "api/members.h"
#include "api/operation.h"
#include "api/parsed.h"
#include "tables/reader.h"

#include <optional>
#include <string>

namespace tidemark::api {

struct PageMembers {
  std::optional<std::string> table;
  std::optional<std::int64_t> limit;
  std::optional<std::string> select;
  std::optional<std::string> projection_text;
  std::optional<std::string> filter_text;
  bool consistent = false;
  ReturnCapacity capacity = ReturnCapacity::kNone;
  ItemMember start_key;
  bool has_start_key = false;
  PlaceholderMembers placeholders;
};

PageMembers page_members(Members& members);

// How the page's items are shown.
struct PageForm {
  bool count_only = false;
  bool consistent = false;
  ReturnCapacity capacity = ReturnCapacity::kNone;
  std::optional<expressions::Projection> projection;
};

// Whether Select and ProjectionExpression go together; `verb` is "Querying" or "Scanning".
std::optional<Reply> select_problem(const PageMembers& members, std::string_view verb);

PageForm form_of(const PageMembers& members, std::optional<expressions::Projection> projection);

// Reads the page on the worker pool.
BackgroundReply page_reply(OpenTable open, tables::PageRequest page, PageForm form);

}  // namespace tidemark::api
