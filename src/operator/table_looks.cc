#include "operator/table_looks.h"

namespace tidemark::runbooks {
namespace {

using client::Answer;
using client::ServiceError;

// An answer whose "there is none" is no error.
template <class T>
Result<std::optional<T>> if_there(std::string_view operation, Result<Answer<T>> answer,
                                  std::string_view none) {
  if (answer) {
    const auto* error = std::get_if<ServiceError>(&answer.value());
    if (error != nullptr && error->name == none) return std::optional<T>();
  }
  TM_TRY(T value, client::accepted(operation, std::move(answer)));
  return std::optional<T>(std::move(value));
}

}  // namespace

Result<std::optional<client::TableState>> table_named(client::DynamoDb& dynamodb,
                                                      std::string_view name) {
  return if_there("DescribeTable", dynamodb.describe_table(name), "ResourceNotFoundException");
}

Result<std::optional<client::Backup>> backup_of_arn(client::DynamoDb& dynamodb,
                                                    std::string_view arn) {
  return if_there("DescribeBackup", dynamodb.describe_backup(arn), "BackupNotFoundException");
}

Status wait_until_active(Course& course, const std::string& table, const std::string& id) {
  return course.wait_for(fmt::format("{} to be ACTIVE", table), [&]() -> Result<bool> {
    TM_TRY(const auto there, table_named(course.dynamodb(), table));
    if (!there) {
      return fail(Code::kConflict, fmt::format("table {} is gone while it was waited for", table));
    }
    if (!id.empty() && !there->id.empty() && there->id != id) {
      return fail(Code::kConflict, fmt::format("table {} is another one by now (id {}, not {})",
                                               table, there->id, id));
    }
    const std::string& status = there->status;
    if (status == "ACTIVE") return true;
    if (status == "CREATING" || status == "UPDATING") return false;
    return fail(Code::kConflict, fmt::format("table {} is {}", table, status));
  });
}

Status wait_until_gone(Course& course, const std::string& table) {
  return course.wait_for(fmt::format("{} to be gone", table), [&]() -> Result<bool> {
    TM_TRY(const auto there, table_named(course.dynamodb(), table));
    return !there;
  });
}

Status delete_backup_once_free(Course& course, const std::string& arn) {
  return course.wait_for("restores from the backup to be over", [&]() -> Result<bool> {
    TM_TRY(auto answer, course.dynamodb().delete_backup(arn));
    const auto* error = std::get_if<client::ServiceError>(&answer);
    if (error == nullptr) return true;
    if (error->name == "BackupInUseException") return false;
    return client::to_error("DeleteBackup", *error);
  });
}

Result<client::Answer<client::TableState>> restore_once_free(Course& course, const std::string& arn,
                                                             const std::string& target) {
  std::optional<Result<Answer<client::TableState>>> answer;
  const Status sent =
      course.wait_for("nothing else to be restored from the backup", [&]() -> Result<bool> {
        answer = course.dynamodb().restore_backup(arn, target);
        if (!*answer) return true;
        const auto* error = std::get_if<ServiceError>(&answer->value());
        return error == nullptr || error->name != "BackupInUseException";
      });
  TM_TRY_STATUS(sent);
  return std::move(*answer);
}

}  // namespace tidemark::runbooks
