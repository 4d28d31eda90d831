// DynamoDB's operations as far as the operator needs them; one call each, nothing remembered.
//
//   DynamoDb dynamodb(aws);
//   TM_TRY(const auto table, accepted("DescribeTable", dynamodb.describe_table("Packages")));
//   TM_TRY_STATUS(dynamodb.scan("Packages", {.segment = 0, .of = 4}, [&](values::Item&& item)
//   {…}));
//
// Threads   All members may be called from any thread at once.
// Errors    As AwsClient::call, and kCorrupt for an answer that lacks what AWS always sends.
#pragma once

#include "client/aws_client.h"
#include "values/attribute_value.h"
#include "values/item_key.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::client {

struct TableState {
  std::string arn;
  std::string id;                    // new with every table of that name; empty: not told
  std::string status;                // "ACTIVE"
  bool restore_in_progress = false;  // RestoreSummary.RestoreInProgress
  bool deletion_protection = false;
  std::optional<Timestamp> created;
  std::uint64_t items = 0;  // AWS counts some six hours behind
  std::uint64_t bytes = 0;
  std::optional<Timestamp> server_time;
};

struct Window {
  bool enabled = false;
  Timestamp earliest;  // to the microsecond, as told; only while enabled
  Timestamp latest;
  int period_days = 35;
};

struct Backup {
  std::string arn;
  std::string name;
  std::string table;   // empty in CreateBackup's answer
  std::string status;  // "AVAILABLE"
  std::string type;    // "USER", "SYSTEM", "AWS_BACKUP"
  std::optional<Timestamp> created;
  std::uint64_t bytes = 0;
};

struct NewTable {
  std::string name;
  values::KeySchema keys;
  bool deletion_protection = false;
};

struct Segment {
  int segment = 0;
  int of = 1;
};

// AWS's limit of requests in one BatchWriteItem.
inline constexpr std::size_t kMaxBatchWrites = 25;

class DynamoDb {
 public:
  explicit DynamoDb(AwsClient& aws) : aws_(aws) {}

  Result<Answer<TableState>> create_table(const NewTable& table);
  Result<Answer<TableState>> describe_table(std::string_view name);
  Result<Answer<Reply>> delete_table(std::string_view name);
  Result<Answer<TableState>> set_deletion_protection(std::string_view table, bool on);

  // All pages, in AWS's order.
  Result<Answer<std::vector<std::string>>> list_tables();

  Result<Answer<Window>> enable_continuous_backups(std::string_view table);
  // `period_days` of 1 … 35; unset leaves AWS's default. Only with `on`.
  Result<Answer<Window>> set_continuous_backups(std::string_view table, bool on,
                                                std::optional<int> period_days);
  Result<Answer<Window>> describe_continuous_backups(std::string_view table);

  // Sent once when its outcome is unknown: a second call would make a second backup.
  Result<Answer<Backup>> create_backup(std::string_view table, std::string_view name);
  Result<Answer<Backup>> describe_backup(std::string_view arn);
  Result<Answer<Reply>> delete_backup(std::string_view arn);

  // All pages of every type, oldest first; an empty `table` means every table.
  Result<Answer<std::vector<Backup>>> list_backups(std::string_view table);

  // A repeated restore whose first answer was lost is told TableAlreadyExistsException.
  Result<Answer<TableState>> restore_to(std::string_view source, std::string_view target,
                                        Timestamp at);
  Result<Answer<TableState>> restore_backup(std::string_view arn, std::string_view target);

  // At most kMaxBatchWrites together; what comes back unprocessed is sent again, with growing
  // pauses. The server's time of the last answer.
  // Errors: kBusy  some were still unprocessed after the policy's attempts
  Result<std::optional<Timestamp>> batch_write(std::string_view table,
                                               std::span<const values::Item* const> puts,
                                               std::span<const values::Item> delete_keys);

  // UpdateItem with one SET. The server's time of the answer.
  Result<std::optional<Timestamp>> set_attribute(std::string_view table, const values::Item& key,
                                                 std::string_view attribute,
                                                 const values::AttributeValue& value);

  // Strongly consistent. nullopt: there is no such item.
  Result<Answer<std::optional<values::Item>>> get_item(std::string_view table,
                                                       const values::Item& key);

  // Every item of the segment, page by page; stops at the first Error of `on_item`.
  Status scan(std::string_view table, Segment segment,
              const std::function<Status(values::Item&&)>& on_item);

 private:
  AwsClient& aws_;
};

}  // namespace tidemark::client
