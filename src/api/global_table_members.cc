#include "api/global_table_members.h"

#include "api/errors.h"

#include <fmt/format.h>

namespace tidemark::api {

std::optional<std::string> global_table_member(Members& members) {
  return members.text("GlobalTableName",
                      {.required = true, .min = 3, .max = 255, .pattern = kNamePattern});
}

Reply legacy_global_tables() {
  return validation_error(
      "One or more parameter values were invalid: DynamoDB global tables version 2017.11.29 is not "
      "supported. We recommend using DynamoDB global tables version 2019.11.21, instead of version "
      "2017.11.29 (Legacy).");
}

Reply no_such_global_table(std::string_view name) {
  return error_reply(
      "GlobalTableNotFoundException",
      fmt::format("Global table not found: Global table with name: '{}' does not exist.", name));
}

Reply no_such_global_table_settings(std::string_view name) {
  return error_reply("GlobalTableNotFoundException",
                     fmt::format("Global table with name: '{}' does not exist.", name));
}

// There are no global tables here, so that every name is that of none.
Reply global_table_settings_reply(const codec::JsonValue& body) {
  Members members(body);
  const auto name = global_table_member(members);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  return no_such_global_table_settings(*name);
}

}  // namespace tidemark::api
