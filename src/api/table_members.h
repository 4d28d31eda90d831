// How operations name a table, and how a table reads in answers.
#pragma once

#include "api/index_description.h"
#include "api/members.h"
#include "api/operation.h"
#include "api/parsed.h"
#include "codec/json.h"
#include "tables/table_description.h"

#include <string>

namespace tidemark::api {

// A request's TableName: a name, or the ARN of a table of this account and region.
// Ask for the member first (Members::text), give what it said.
Parsed<tables::TableName> table_name_of(const Call& call, const std::string& text);

// The control plane's: absent is a ValidationException of its own.
Parsed<tables::TableName> control_table_name(const Call& call,
                                             const std::optional<std::string>& text);

// The member TableName of the control plane. What is wrong with its letters or its length counts
// among the members' problems.
std::optional<std::string> control_name_member(Members& members);

// What must be told of such a name before anything else about the request, but for values of wrong
// types: that it is absent, too short or too long.
std::optional<Reply> control_name_problem(const std::optional<std::string>& text);

// "Requested resource not found", the data plane's answer.
Reply no_such_table();
// "Requested resource not found: Table: orders not found", the control plane's.
Reply no_such_table(std::string_view name);

// The members of TableDescription as one JSON object. `status` as AWS writes it.
struct Described {
  std::string_view status;
  std::int64_t items = 0;
  std::int64_t bytes = 0;
  bool brief = false;  // without keys and settings, as DeleteTable answers
  bool fresh = false;  // without what AWS knows only later, as CreateTable answers
  // Parts that are under way in an answer to UpdateTable.
  bool billing_changes = false;
  bool encryption_changes = false;
  bool warm_changes = false;
  std::int64_t decreases_today = 0;
  IndexTallies index_tallies = {};                 // zeros for those that are missing
  std::vector<std::string> updating_indexes = {};  // whose throughput changes
  Timestamp now = {};                              // whose day's decreases of indexes are counted
};

void write_table(codec::JsonWriter& out, const tables::TableDescription& table,
                 const Described& described);

// The member KeySchema.
void write_key_schema(codec::JsonWriter& out, const tables::KeySchema& keys);

// "CREATING", "UPDATING", "ACTIVE"
std::string_view status_text(tables::TableStatus status);

}  // namespace tidemark::api
