// Global tables, of which there are none here: both versions of AWS's are answered or refused.
#pragma once

#include "api/call.h"
#include "api/members.h"

#include <optional>
#include <string>
#include <string_view>

namespace tidemark::api {

// The member GlobalTableName.
std::optional<std::string> global_table_member(Members& members);

// AWS's own answer to making or growing one of the version of 2017.
Reply legacy_global_tables();

// AWS's own answers to asking about one.
Reply no_such_global_table(std::string_view name);
Reply no_such_global_table_settings(std::string_view name);

// The whole answer to a request about the settings of one.
Reply global_table_settings_reply(const codec::JsonValue& body);

}  // namespace tidemark::api
