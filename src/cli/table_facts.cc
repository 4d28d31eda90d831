#include "cli/table_facts.h"

#include "operator/time_words.h"

namespace tidemark::cli {

std::optional<Timestamp> TableFacts::earliest() const {
  if (!window.enabled) return std::nullopt;
  return runbooks::choosable(window.earliest, window.latest).earliest;
}

std::optional<Timestamp> TableFacts::latest() const {
  if (!window.enabled) return std::nullopt;
  return runbooks::choosable(window.earliest, window.latest).latest;
}

Result<std::optional<TableFacts>> table_facts(client::Session& session, const std::string& table) {
  client::DynamoDb dynamodb(session.of(client::Service::kDynamoDb));
  const auto is_gone = [](const auto& answer) {
    const auto* error = std::get_if<client::ServiceError>(&answer);
    return error != nullptr &&
           (error->name == "ResourceNotFoundException" || error->name == "TableNotFoundException");
  };
  TM_TRY(auto described, dynamodb.describe_table(table));
  if (is_gone(described)) return std::optional<TableFacts>();
  TM_TRY(client::TableState state,
         client::accepted("DescribeTable",
                          Result<client::Answer<client::TableState>>(std::move(described))));
  TM_TRY(auto backups, dynamodb.describe_continuous_backups(table));
  // A table that is still being made has no window yet, and is there all the same.
  const auto* error = std::get_if<client::ServiceError>(&backups);
  const bool none_yet = error != nullptr && error->name == "ContinuousBackupsUnavailableException";
  if (is_gone(backups) || none_yet) {
    return std::optional<TableFacts>(TableFacts{.table = std::move(state), .window = {}});
  }
  TM_TRY(const client::Window window,
         client::accepted("DescribeContinuousBackups",
                          Result<client::Answer<client::Window>>(std::move(backups))));
  return std::optional<TableFacts>(TableFacts{std::move(state), window});
}

}  // namespace tidemark::cli
