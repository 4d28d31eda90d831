#include "client/dynamodb.h"

#include "base/check.h"
#include "values/dynamodb_json.h"

#include <cmath>

namespace tidemark::client {
namespace {

using codec::JsonValue;
using codec::JsonWriter;

Error lacking(std::string_view operation, std::string_view member) {
  return fail(Code::kCorrupt, fmt::format("{}: the answer lacks {}", operation, member));
}

const std::string* text_at(const JsonValue& json, std::string_view member) {
  const JsonValue* value = json.find(member);
  return value != nullptr ? value->string() : nullptr;
}

bool flag_at(const JsonValue* json, std::string_view member) {
  const JsonValue* value = json != nullptr ? json->find(member) : nullptr;
  return value != nullptr && value->boolean() != nullptr && *value->boolean();
}

std::optional<Timestamp> instant_at(const JsonValue& json, std::string_view member) {
  const JsonValue* value = json.find(member);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  return Timestamp{std::llround(value->as_double() * 1e6)};
}

// An accepted answer read by `read`; an AWS error passed on.
template <class T, class Read>
Result<Answer<T>> reading(Result<Answer<Reply>> answer, Read read) {
  if (!answer) return std::move(answer).error();
  if (auto* error = std::get_if<ServiceError>(&answer.value())) {
    return Answer<T>(std::move(*error));
  }
  TM_TRY(T value, read(std::get<Reply>(answer.value())));
  return Answer<T>(std::move(value));
}

auto table_state(std::string_view operation, std::string_view member) {
  return [operation, member](const Reply& reply) -> Result<TableState> {
    const JsonValue* table = reply.body.find(member);
    if (table == nullptr) return lacking(operation, member);
    const std::string* arn = text_at(*table, "TableArn");
    const std::string* status = text_at(*table, "TableStatus");
    if (arn == nullptr || status == nullptr) return lacking(operation, "TableArn or TableStatus");
    return TableState{
        .arn = *arn,
        .status = *status,
        .restore_in_progress = flag_at(table->find("RestoreSummary"), "RestoreInProgress"),
        .deletion_protection = flag_at(table, "DeletionProtectionEnabled"),
        .server_time = reply.server_time};
  };
}

auto window(std::string_view operation) {
  return [operation](const Reply& reply) -> Result<Window> {
    const JsonValue* outer = reply.body.find("ContinuousBackupsDescription");
    const JsonValue* inner =
        outer != nullptr ? outer->find("PointInTimeRecoveryDescription") : nullptr;
    const std::string* status =
        inner != nullptr ? text_at(*inner, "PointInTimeRecoveryStatus") : nullptr;
    if (status == nullptr) return lacking(operation, "PointInTimeRecoveryStatus");
    if (*status != "ENABLED") return Window{};
    const auto earliest = instant_at(*inner, "EarliestRestorableDateTime");
    const auto latest = instant_at(*inner, "LatestRestorableDateTime");
    if (!earliest || !latest) return lacking(operation, "EarliestRestorableDateTime");
    return Window{.enabled = true, .earliest = *earliest, .latest = *latest};
  };
}

Result<Backup> backup_of(std::string_view operation, const JsonValue* details) {
  const std::string* arn = details != nullptr ? text_at(*details, "BackupArn") : nullptr;
  const std::string* status = details != nullptr ? text_at(*details, "BackupStatus") : nullptr;
  if (arn == nullptr || status == nullptr) return lacking(operation, "BackupArn or BackupStatus");
  return Backup{.arn = *arn, .status = *status};
}

std::string one_member(std::string_view name, std::string_view text) {
  return JsonWriter().begin_object().key(name).string(text).end_object().take();
}

void write_key_schema(JsonWriter& out, const values::KeySchema& keys) {
  const auto attribute = [&](const values::KeyAttribute& key) {
    out.begin_object().key("AttributeName").string(key.name);
    out.key("AttributeType").string(std::string(1, static_cast<char>(key.type))).end_object();
  };
  const auto element = [&](const values::KeyAttribute& key, std::string_view type) {
    out.begin_object().key("AttributeName").string(key.name);
    out.key("KeyType").string(type).end_object();
  };
  out.key("AttributeDefinitions").begin_array();
  attribute(keys.hash);
  if (keys.range) attribute(*keys.range);
  out.end_array().key("KeySchema").begin_array();
  element(keys.hash, "HASH");
  if (keys.range) element(*keys.range, "RANGE");
  out.end_array();
}

// "UnprocessedItems" as the next call's "RequestItems"; empty when all were processed.
std::string unprocessed_in(const JsonValue& answer) {
  const JsonValue* rest = answer.find("UnprocessedItems");
  if (rest == nullptr || rest->object() == nullptr || rest->object()->empty()) return {};
  JsonWriter out;
  out.begin_object().key("RequestItems");
  codec::write_json(out, *rest);
  return out.end_object().take();
}

std::string batch_body(std::string_view table, std::span<const values::Item* const> puts,
                       std::span<const values::Item> delete_keys) {
  JsonWriter out;
  out.begin_object().key("RequestItems").begin_object().key(table).begin_array();
  for (const values::Item* item : puts) {
    out.begin_object().key("PutRequest").begin_object().key("Item");
    values::write_item(out, *item);
    out.end_object().end_object();
  }
  for (const values::Item& key : delete_keys) {
    out.begin_object().key("DeleteRequest").begin_object().key("Key");
    values::write_item(out, key);
    out.end_object().end_object();
  }
  return out.end_array().end_object().end_object().take();
}

std::string scan_body(std::string_view table, Segment segment, const JsonValue* start) {
  JsonWriter out;
  out.begin_object().key("TableName").string(table).key("ConsistentRead").boolean(true);
  if (segment.of > 1) {
    out.key("Segment").number(std::int64_t{segment.segment});
    out.key("TotalSegments").number(std::int64_t{segment.of});
  }
  if (start != nullptr) codec::write_json(out.key("ExclusiveStartKey"), *start);
  return out.end_object().take();
}

Result<values::Item> item_in(std::string_view operation, const JsonValue& json) {
  auto item = values::read_item(json);
  if (const auto* problem = std::get_if<values::ValueProblem>(&item)) {
    return fail(Code::kCorrupt,
                fmt::format("{}: an item cannot be read: {}", operation, problem->message));
  }
  return std::get<values::Item>(std::move(item));
}

Status each_item(const Reply& page, const std::function<Status(values::Item&&)>& on_item) {
  const JsonValue* items = page.body.find("Items");
  if (items == nullptr || items->array() == nullptr) return lacking("Scan", "Items");
  for (const JsonValue& json : *items->array()) {
    TM_TRY(values::Item item, item_in("Scan", json));
    TM_TRY_STATUS(on_item(std::move(item)));
  }
  return Ok{};
}

}  // namespace

Result<Answer<TableState>> DynamoDb::create_table(const NewTable& table) {
  JsonWriter out;
  out.begin_object().key("TableName").string(table.name);
  write_key_schema(out, table.keys);
  out.key("BillingMode").string("PAY_PER_REQUEST");
  if (table.deletion_protection) out.key("DeletionProtectionEnabled").boolean(true);
  return reading<TableState>(aws_.call("CreateTable", out.end_object().text()),
                             table_state("CreateTable", "TableDescription"));
}

Result<Answer<TableState>> DynamoDb::describe_table(std::string_view name) {
  return reading<TableState>(aws_.call("DescribeTable", one_member("TableName", name)),
                             table_state("DescribeTable", "Table"));
}

Result<Answer<Reply>> DynamoDb::delete_table(std::string_view name) {
  return aws_.call("DeleteTable", one_member("TableName", name));
}

Result<Answer<Window>> DynamoDb::enable_continuous_backups(std::string_view table) {
  JsonWriter out;
  out.begin_object().key("TableName").string(table);
  out.key("PointInTimeRecoverySpecification").begin_object();
  out.key("PointInTimeRecoveryEnabled").boolean(true).end_object().end_object();
  return reading<Window>(aws_.call("UpdateContinuousBackups", out.text()),
                         window("UpdateContinuousBackups"));
}

Result<Answer<Window>> DynamoDb::describe_continuous_backups(std::string_view table) {
  return reading<Window>(aws_.call("DescribeContinuousBackups", one_member("TableName", table)),
                         window("DescribeContinuousBackups"));
}

Result<Answer<Backup>> DynamoDb::create_backup(std::string_view table, std::string_view name) {
  JsonWriter out;
  out.begin_object().key("TableName").string(table).key("BackupName").string(name).end_object();
  return reading<Backup>(aws_.call("CreateBackup", out.text(), Repeat::kOnlyIfNotDone),
                         [](const Reply& reply) {
                           return backup_of("CreateBackup", reply.body.find("BackupDetails"));
                         });
}

Result<Answer<Backup>> DynamoDb::describe_backup(std::string_view arn) {
  return reading<Backup>(
      aws_.call("DescribeBackup", one_member("BackupArn", arn)), [](const Reply& reply) {
        const JsonValue* outer = reply.body.find("BackupDescription");
        return backup_of("DescribeBackup",
                         outer != nullptr ? outer->find("BackupDetails") : nullptr);
      });
}

Result<Answer<TableState>> DynamoDb::restore_to(std::string_view source, std::string_view target,
                                                Timestamp at) {
  JsonWriter out;
  out.begin_object().key("SourceTableName").string(source);
  out.key("TargetTableName").string(target).key("RestoreDateTime").epoch_seconds(at).end_object();
  return reading<TableState>(aws_.call("RestoreTableToPointInTime", out.text()),
                             table_state("RestoreTableToPointInTime", "TableDescription"));
}

Result<Answer<TableState>> DynamoDb::restore_backup(std::string_view arn, std::string_view target) {
  JsonWriter out;
  out.begin_object().key("BackupArn").string(arn).key("TargetTableName").string(target);
  return reading<TableState>(aws_.call("RestoreTableFromBackup", out.end_object().text()),
                             table_state("RestoreTableFromBackup", "TableDescription"));
}

Result<std::optional<Timestamp>> DynamoDb::batch_write(std::string_view table,
                                                       std::span<const values::Item* const> puts,
                                                       std::span<const values::Item> delete_keys) {
  TM_CHECK(puts.size() + delete_keys.size() <= kMaxBatchWrites);
  std::string body = batch_body(table, puts, delete_keys);
  const RetryPolicy& policy = aws_.options().retry;
  for (int number = 1; number <= policy.attempts; ++number) {
    TM_TRY(const Reply reply, accepted("BatchWriteItem", aws_.call("BatchWriteItem", body)));
    body = unprocessed_in(reply.body);
    if (body.empty()) return reply.server_time;
    aws_.pause(pause_after(number, policy, aws_.random()));
  }
  return fail(Code::kBusy, fmt::format("BatchWriteItem: items of {} unprocessed after {} attempts",
                                       table, policy.attempts));
}

Result<std::optional<Timestamp>> DynamoDb::set_attribute(std::string_view table,
                                                         const values::Item& key,
                                                         std::string_view attribute,
                                                         const values::AttributeValue& value) {
  JsonWriter out;
  out.begin_object().key("TableName").string(table).key("Key");
  values::write_item(out, key);
  out.key("UpdateExpression").string("SET #a = :v");
  out.key("ExpressionAttributeNames").begin_object().key("#a").string(attribute).end_object();
  out.key("ExpressionAttributeValues").begin_object().key(":v");
  values::write_value(out, value);
  out.end_object().end_object();
  TM_TRY(const Reply reply, accepted("UpdateItem", aws_.call("UpdateItem", out.text())));
  return reply.server_time;
}

Result<Answer<std::optional<values::Item>>> DynamoDb::get_item(std::string_view table,
                                                               const values::Item& key) {
  JsonWriter out;
  out.begin_object().key("TableName").string(table).key("ConsistentRead").boolean(true);
  out.key("Key");
  values::write_item(out, key);
  return reading<std::optional<values::Item>>(
      aws_.call("GetItem", out.end_object().text()),
      [](const Reply& reply) -> Result<std::optional<values::Item>> {
        const JsonValue* found = reply.body.find("Item");
        if (found == nullptr) return std::optional<values::Item>();
        TM_TRY(values::Item item, item_in("GetItem", *found));
        return std::optional<values::Item>(std::move(item));
      });
}

Status DynamoDb::scan(std::string_view table, Segment segment,
                      const std::function<Status(values::Item&&)>& on_item) {
  std::string body = scan_body(table, segment, nullptr);
  for (;;) {
    TM_TRY(const Reply page, accepted("Scan", aws_.call("Scan", body)));
    TM_TRY_STATUS(each_item(page, on_item));
    const JsonValue* next = page.body.find("LastEvaluatedKey");
    if (next == nullptr) return Ok{};
    std::string next_body = scan_body(table, segment, next);
    // A server that never moves on would keep us here for ever.
    if (next_body == body) return fail(Code::kCorrupt, "Scan: LastEvaluatedKey does not move");
    body = std::move(next_body);
  }
}

}  // namespace tidemark::client
