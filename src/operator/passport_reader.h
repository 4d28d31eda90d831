// Reads a table's passport.
//
//   TM_TRY(const Passport before, read_passport(session, "Orders"));
//   for (const Gap& gap : before.gaps) …                          // what nobody could tell
//
// Some eight calls, each of which only looks; more for tables with many indexes or accounts with
// many alarms. Nothing that a service refuses ends it but DescribeTable: without that there is
// nothing to say.
//
// Threads   One at a time for a session's journal to make sense.
// Errors    kNotFound  there is no such table
//           and those of the client when DynamoDB does not answer: reading again is harmless
#pragma once

#include "client/session.h"
#include "operator/passport.h"

#include <string>

namespace tidemark::runbooks {

Result<Passport> read_passport(client::Session& session, const std::string& table);

// Only this setting (and what DescribeTable tells anyway); the others are as in an empty passport.
Result<Passport> read_aspect(client::Session& session, const std::string& table, Aspect aspect);

}  // namespace tidemark::runbooks
