#include "api/global_table_members.h"

#include "api/errors.h"

#include <fmt/format.h>

namespace tidemark::api {

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

}  // namespace tidemark::api
