#include "operator/choices.h"

#include "client/backup.h"
#include "client/dynamodb.h"

#include <algorithm>

namespace tidemark::runbooks {
namespace {

using client::Answer;
using client::Service;
using client::ServiceError;

// A tie by ARN, so that the same list never comes in two orders.
template <class Choice>
void sort_newest_first(std::vector<Choice>& choices) {
  std::ranges::sort(choices, [](const Choice& a, const Choice& b) {
    return a.created != b.created ? a.created > b.created : a.arn > b.arn;
  });
}

std::string why_not(std::string_view status, std::string_view good) {
  if (status == good) return {};
  return fmt::format("is {}", status.empty() ? "in no known state" : status);
}

PointChoice choice_of(const client::RecoveryPoint& point) {
  PointChoice choice{.arn = point.arn,
                     .table = point.resource_name,
                     .created = point.created.value_or(Timestamp{}),
                     .unusable = why_not(point.status, "COMPLETED")};
  if (point.bytes && *point.bytes >= 0) choice.bytes = static_cast<std::uint64_t>(*point.bytes);
  // "arn:aws:dynamodb:eu-west-1:012345678901:table/Orders" always names it; AWS leaves the name
  // out of some lists.
  if (choice.table.empty()) {
    const auto slash = point.resource_arn.rfind(":table/");
    if (slash != std::string::npos) choice.table = point.resource_arn.substr(slash + 7);
  }
  return choice;
}

}  // namespace

Result<std::vector<std::string>> table_names(client::Session& session) {
  client::DynamoDb dynamodb(session.of(Service::kDynamoDb));
  return client::accepted("ListTables", dynamodb.list_tables());
}

Result<TableCard> table_card(client::Session& session, std::string_view table) {
  client::DynamoDb dynamodb(session.of(Service::kDynamoDb));
  TableCard card{.name = std::string(table)};
  TM_TRY(const Answer<client::TableState> answer, dynamodb.describe_table(table));
  if (const auto* error = std::get_if<ServiceError>(&answer)) {
    if (error->name == "ResourceNotFoundException") return card;
    return client::to_error("DescribeTable", *error);
  }
  const auto& state = std::get<client::TableState>(answer);
  card.exists = true;
  card.status = state.status;
  card.deletion_protection = state.deletion_protection;
  TM_TRY(const Answer<client::Window> told, dynamodb.describe_continuous_backups(table));
  if (const auto* error = std::get_if<ServiceError>(&told)) {
    // It went away between the two questions.
    if (error->name == "TableNotFoundException") return TableCard{.name = std::string(table)};
    return client::to_error("DescribeContinuousBackups", *error);
  }
  const auto& window = std::get<client::Window>(told);
  card.continuous_backups = window.enabled;
  if (window.enabled) {
    card.period_days = window.period_days;
    card.earliest = window.earliest;
    card.latest = window.latest;
  }
  return card;
}

Result<std::vector<BackupChoice>> backups_of(client::Session& session, std::string_view table) {
  client::DynamoDb dynamodb(session.of(Service::kDynamoDb));
  TM_TRY(const std::vector<client::Backup> listed,
         client::accepted("ListBackups", dynamodb.list_backups(table)));
  std::vector<BackupChoice> choices;
  for (const client::Backup& backup : listed) {
    if (backup.type == "AWS_BACKUP") continue;  // a vault's: listed with its recovery points
    choices.push_back({.arn = backup.arn,
                       .name = backup.name,
                       .table = backup.table,
                       .created = backup.created.value_or(Timestamp{}),
                       .bytes = backup.bytes,
                       .system = backup.type == "SYSTEM",
                       .unusable = why_not(backup.status, "AVAILABLE")});
  }
  sort_newest_first(choices);
  return choices;
}

Result<std::vector<PointChoice>> points_of(client::Session& session, std::string_view vault,
                                           std::string_view table, Timestamp now) {
  client::AwsBackup backup(session.of(Service::kBackup));
  TM_TRY(const auto answer, backup.recovery_points_in(vault, {.resource_type = "DynamoDB"}));
  if (const auto* error = std::get_if<ServiceError>(&answer)) {
    if (error->name == "ResourceNotFoundException") {
      return fail(Code::kNotFound, fmt::format("there is no vault {}", vault));
    }
    return client::to_error("ListRecoveryPointsByBackupVault", *error);
  }
  std::vector<PointChoice> choices;
  for (const client::RecoveryPoint& point : std::get<0>(answer)) {
    PointChoice choice = choice_of(point);
    if (!table.empty() && choice.table != table) continue;
    choice.cold = point.cold_at && *point.cold_at <= now;
    choices.push_back(std::move(choice));
  }
  sort_newest_first(choices);
  return choices;
}

Result<PointChoice> point_now(client::Session& session, std::string_view vault,
                              const PointChoice& chosen) {
  client::AwsBackup backup(session.of(Service::kBackup));
  TM_TRY(
      const client::RecoveryPoint point,
      client::accepted("DescribeRecoveryPoint", backup.describe_recovery_point(vault, chosen.arn)));
  PointChoice choice = choice_of(point);
  choice.cold = point.storage_class == "COLD";
  if (choice.table.empty()) choice.table = chosen.table;
  return choice;
}

}  // namespace tidemark::runbooks
