// What the operations on contributor insights have in common.
#pragma once

#include "api/members.h"
#include "api/operation.h"
#include "api/parsed.h"
#include "tables/table_description.h"

#include <string>

namespace tidemark::api {

struct InsightsCall {
  tables::TableName table;
  std::string index;  // empty: of the table
};

// The members TableName and IndexName. `members` must have been asked for everything else first.
Parsed<InsightsCall> insights_call(const Request& request, Members& members);

Reply no_such_index(const InsightsCall& call);

}  // namespace tidemark::api
