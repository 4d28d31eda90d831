// What a runbook asks about tables and backups before it acts, and waits for after.
//
//   TM_TRY(const std::optional<TableState> there, table_named(dynamodb, "Orders"));
//   TM_TRY_STATUS(wait_until_active(course, "Orders", id));
//
// Threads   As the Course's.
// Errors    Those of the calls; kConflict when what is waited for can no longer come about.
#pragma once

#include "operator/course.h"

#include <optional>
#include <string>
#include <string_view>

namespace tidemark::runbooks {

// nullopt: there is no table of that name.
Result<std::optional<client::TableState>> table_named(client::DynamoDb& dynamodb,
                                                      std::string_view name);

// nullopt: there is no such backup (any more).
Result<std::optional<client::Backup>> backup_of_arn(client::DynamoDb& dynamodb,
                                                    std::string_view arn);

// Until the table is ACTIVE, and is still the one of that id (empty: whichever).
Status wait_until_active(Course& course, const std::string& table, const std::string& id);

Status wait_until_gone(Course& course, const std::string& table);

// DeleteBackup, once nothing is restored from it any more. A backup that is gone is an error.
Status delete_backup_once_free(Course& course, const std::string& arn);

// RestoreTableFromBackup, sent again while another table is restored from that backup: AWS restores
// one at a time.
// Source: aws-contract A.6.
Result<client::Answer<client::TableState>> restore_once_free(Course& course, const std::string& arn,
                                                             const std::string& target);

// Sends a call about a table's backups again while AWS says that it is not ready for it yet: for
// some seconds after a table has become ACTIVE it has none.
// Source: aws-contract A.3.
template <class T>
Result<T> once_ready(Course& course, std::string_view operation,
                     const std::function<Result<client::Answer<T>>()>& call) {
  std::optional<Result<T>> result;
  TM_TRY_STATUS(course.wait_for("backups of the table to be possible", [&]() -> Result<bool> {
    auto answer = call();
    if (answer) {
      const auto* error = std::get_if<client::ServiceError>(&answer.value());
      if (error != nullptr && error->name == "ContinuousBackupsUnavailableException") return false;
    }
    result = client::accepted(operation, std::move(answer));
    return true;
  }));
  return std::move(*result);
}

}  // namespace tidemark::runbooks
