// FakeAws: DynamoDB.
#include "operator/testing/fake_aws.h"

namespace tidemark::runbooks::testing {
namespace {

using codec::JsonValue;
using codec::JsonWriter;
using Refusal = FakeAws::Refusal;

std::string text_in(const JsonValue& body, std::string_view member) {
  const JsonValue* value = body.find(member);
  return value != nullptr && value->string() != nullptr ? *value->string() : std::string();
}

bool flag_in(const JsonValue* json, std::string_view member) {
  const JsonValue* value = json != nullptr ? json->find(member) : nullptr;
  return value != nullptr && value->boolean() != nullptr && *value->boolean();
}

Refusal not_found(std::string_view table) {
  return {.name = "ResourceNotFoundException",
          .message = fmt::format("Requested resource not found: Table: {} not found", table)};
}

Refusal no_table(std::string_view table) {
  return {.name = "TableNotFoundException", .message = fmt::format("Table not found: {}", table)};
}

std::string description(FakeAws& aws, const FakeTable& table, std::string_view member) {
  JsonWriter out;
  out.begin_object().key(member).begin_object();
  out.key("TableName").string(table.name).key("TableId").string(table.id);
  out.key("TableArn")
      .string(aws.arn_of(table.name))
      .key("TableStatus")
      .string(aws.status_of(table));
  out.key("CreationDateTime").epoch_seconds(table.created);
  out.key("ItemCount").number(static_cast<std::int64_t>(table.items().size()));
  out.key("TableSizeBytes").number(std::int64_t{0});
  out.key("KeySchema").raw(R"([{"AttributeName":"id","KeyType":"HASH"}])");
  out.key("AttributeDefinitions").raw(R"([{"AttributeName":"id","AttributeType":"S"}])");
  out.key("BillingModeSummary").raw(R"({"BillingMode":"PAY_PER_REQUEST"})");
  out.key("DeletionProtectionEnabled").boolean(table.settings.deletion_protection);
  out.key("TableClassSummary").begin_object().key("TableClass");
  out.string(table.settings.table_class).end_object();
  if (!table.settings.stream_view.empty()) {
    out.key("StreamSpecification").begin_object().key("StreamEnabled").boolean(true);
    out.key("StreamViewType").string(table.settings.stream_view).end_object();
  }
  if (table.restore_at) {
    out.key("RestoreSummary").begin_object();
    if (!table.source_backup.empty()) out.key("SourceBackupArn").string(table.source_backup);
    out.key("SourceTableArn").string(table.source_table);
    out.key("RestoreDateTime").epoch_seconds(*table.restore_at);
    out.key("RestoreInProgress").boolean(true).end_object();
  }
  return out.end_object().end_object().take();
}

std::string window_of(const FakeAws& aws, const FakeTable& table) {
  JsonWriter out;
  out.begin_object().key("ContinuousBackupsDescription").begin_object();
  out.key("ContinuousBackupsStatus").string("ENABLED").key("PointInTimeRecoveryDescription");
  out.begin_object().key("PointInTimeRecoveryStatus");
  if (!table.settings.recovery_since) {
    out.string("DISABLED");
  } else {
    out.string("ENABLED").key("EarliestRestorableDateTime");
    out.epoch_seconds(*table.settings.recovery_since);
    out.key("LatestRestorableDateTime").epoch_seconds(aws.now());
    out.key("RecoveryPeriodInDays").number(std::int64_t{table.settings.recovery_days});
  }
  return out.end_object().end_object().end_object().take();
}

const FakeItems& items_at(const FakeTable& table, Timestamp at) {
  const FakeItems* found = &table.history.front().second;
  for (const auto& [when, items] : table.history) {
    if (when <= at) found = &items;
  }
  return *found;
}

void write_backup(JsonWriter& out, const FakeAws& aws, const FakeBackup& backup) {
  out.begin_object().key("BackupArn").string(backup.arn).key("BackupName").string(backup.name);
  out.key("TableName").string(backup.table).key("BackupType").string(backup.type);
  out.key("BackupStatus").string(aws.now() < backup.available_at ? "CREATING" : "AVAILABLE");
  out.key("BackupCreationDateTime").epoch_seconds(backup.created);
  out.key("BackupSizeBytes").number(std::int64_t{0}).end_object();
}

std::string backup_json(const FakeAws& aws, const FakeBackup& backup) {
  JsonWriter out;
  out.begin_object().key("BackupDetails");
  write_backup(out, aws, backup);
  return out.end_object().take();
}

std::string scan_of(const FakeTable& table, const JsonValue& body) {
  const JsonValue* segments = body.find("TotalSegments");
  const JsonValue* segment = body.find("Segment");
  const std::int64_t of = segments != nullptr ? *segments->integer() : 1;
  const std::int64_t mine = segment != nullptr ? *segment->integer() : 0;
  JsonWriter out;
  out.begin_object().key("Items").begin_array();
  std::int64_t number = 0;
  std::int64_t count = 0;
  for (const auto& [id, item] : table.items()) {
    if (number++ % of != mine) continue;
    out.raw(item);
    ++count;
  }
  out.end_array().key("Count").number(count).key("ScannedCount").number(count);
  return out.end_object().take();
}

}  // namespace

FakeAws::Answered FakeAws::dynamodb(std::string_view operation, const JsonValue& body) {
  const std::string name = text_in(body, "TableName");
  FakeTable* found = table(name);
  if (operation == "ListTables") {
    JsonWriter out;
    out.begin_object().key("TableNames").begin_array();
    for (const auto& [known, unused] : tables) out.string(known);
    return out.end_array().end_object().take();
  }
  if (operation == "DescribeTable") {
    if (found == nullptr) return not_found(name);
    return description(*this, *found, "Table");
  }
  if (operation == "DeleteTable") {
    if (found == nullptr) return not_found(name);
    if (status_of(*found) != "ACTIVE") {
      return Refusal{.name = "ResourceInUseException",
                     .message = fmt::format("Attempt to change a resource which is still in use: "
                                            "Table is being created: {}",
                                            name)};
    }
    if (found->settings.deletion_protection) {
      return Refusal{.name = "ValidationException",
                     .message =
                         "Resource cannot be deleted as it is currently protected against "
                         "deletion. Disable deletion protection first."};
    }
    found->gone_at = now() + delays.deletion;
    std::string told = description(*this, *found, "TableDescription");
    settle();
    return told;
  }
  if (operation == "Scan") {
    if (found == nullptr || status_of(*found) == "CREATING") return not_found(name);
    return scan_of(*found, body);
  }
  const auto settings = dynamodb_settings(operation, body);
  const auto* refusal = std::get_if<Refusal>(&settings);
  if (refusal == nullptr || refusal->name != "UnknownOperationException") return settings;
  return dynamodb_recovery(operation, body);
}

FakeAws::Answered FakeAws::dynamodb_settings(std::string_view operation, const JsonValue& body) {
  std::string name = text_in(body, "TableName");
  if (name.empty()) {
    const std::string arn = text_in(body, "ResourceArn");
    name = arn.substr(arn.rfind('/') + 1);
  }
  FakeTable* found = table(name);
  const bool usable = found != nullptr && now() >= found->active_at && !found->gone_at;
  if (operation == "UpdateTable") {
    if (!usable) return not_found(name);
    if (now() < found->settled_at) {
      return Refusal{.name = "ResourceInUseException",
                     .message = fmt::format("Attempt to change a resource which is still in use: "
                                            "Table: {} is in the process of being updated.",
                                            name)};
    }
    if (body.find("DeletionProtectionEnabled") != nullptr) {
      found->settings.deletion_protection = flag_in(&body, "DeletionProtectionEnabled");
    }
    if (const JsonValue* stream = body.find("StreamSpecification")) {
      found->settings.stream_view =
          flag_in(stream, "StreamEnabled") ? text_in(*stream, "StreamViewType") : "";
    }
    if (!text_in(body, "TableClass").empty())
      found->settings.table_class = text_in(body, "TableClass");
    found->settled_at = now() + delays.update;
    return description(*this, *found, "TableDescription");
  }
  if (operation == "DescribeTimeToLive") {
    if (!usable) return not_found(name);
    const std::string& attribute = found->settings.ttl_attribute;
    if (attribute.empty()) return R"({"TimeToLiveDescription":{"TimeToLiveStatus":"DISABLED"}})";
    return fmt::format(
        R"({{"TimeToLiveDescription":{{"TimeToLiveStatus":"ENABLED","AttributeName":"{}"}}}})",
        attribute);
  }
  if (operation == "UpdateTimeToLive") {
    if (!usable) return not_found(name);
    const JsonValue* wanted = body.find("TimeToLiveSpecification");
    found->settings.ttl_attribute =
        flag_in(wanted, "Enabled") ? text_in(*wanted, "AttributeName") : "";
    return std::string(R"({"TimeToLiveSpecification":{}})");
  }
  if (operation == "ListTagsOfResource") {
    if (!usable) return not_found(name);
    JsonWriter out;
    out.begin_object().key("Tags").begin_array();
    for (const auto& [key, value] : found->settings.tags) {
      out.begin_object().key("Key").string(key).key("Value").string(value).end_object();
    }
    return out.end_array().end_object().take();
  }
  if (operation == "TagResource") {
    if (!usable) return not_found(name);
    for (const JsonValue& tag : *body.find("Tags")->array()) {
      found->settings.tags[text_in(tag, "Key")] = text_in(tag, "Value");
    }
    return std::string();
  }
  if (operation == "GetResourcePolicy") {
    if (!usable) return not_found(name);
    if (found->settings.policy.empty()) {
      return Refusal{.name = "PolicyNotFoundException",
                     .message = "Resource-based policy not found"};
    }
    JsonWriter out;
    return out.begin_object().key("Policy").string(found->settings.policy).end_object().take();
  }
  if (operation == "PutResourcePolicy") {
    if (!usable) return not_found(name);
    found->settings.policy = text_in(body, "Policy");
    return std::string(R"({"RevisionId":"1"})");
  }
  return Refusal{.name = "UnknownOperationException", .message = std::string(operation)};
}

FakeAws::Answered FakeAws::dynamodb_recovery(std::string_view operation, const JsonValue& body) {
  const std::string name = text_in(body, "TableName");
  FakeTable* found = table(name);
  const bool usable = found != nullptr && now() >= found->active_at && !found->gone_at;
  if (operation == "DescribeContinuousBackups") {
    if (!usable) return no_table(name);
    return window_of(*this, *found);
  }
  if (operation == "UpdateContinuousBackups") {
    if (!usable) return no_table(name);
    const JsonValue* wanted = body.find("PointInTimeRecoverySpecification");
    if (!flag_in(wanted, "PointInTimeRecoveryEnabled")) {
      found->settings.recovery_since.reset();
    } else {
      if (!found->settings.recovery_since) found->settings.recovery_since = now();
      const JsonValue* days = wanted->find("RecoveryPeriodInDays");
      found->settings.recovery_days = days != nullptr ? static_cast<int>(*days->integer()) : 35;
    }
    return window_of(*this, *found);
  }
  if (operation == "CreateBackup") {
    if (!usable) return no_table(name);
    FakeBackup made{.arn = fmt::format("{}/backup/{}", arn_of(name), unique("0")),
                    .name = text_in(body, "BackupName"),
                    .table = name,
                    .created = now(),
                    .available_at = now() + delays.backup,
                    .items = found->items()};
    const FakeBackup& kept = backups[made.arn] = made;
    return backup_json(*this, kept);
  }
  const std::string target = text_in(body, "TargetTableName");
  if (operation.starts_with("RestoreTable") && table(target) != nullptr) {
    return Refusal{.name = "TableAlreadyExistsException",
                   .message = fmt::format("Table already exists: {}", target)};
  }
  if (operation == "RestoreTableToPointInTime") {
    const std::string source = text_in(body, "SourceTableName");
    FakeTable* from = table(source);
    if (from == nullptr) return no_table(source);
    if (!from->settings.recovery_since) {
      return Refusal{
          .name = "PointInTimeRecoveryUnavailableException",
          .message = fmt::format("Point in time recovery is not enabled for table '{}'", source)};
    }
    const JsonValue* at = body.find("RestoreDateTime");
    const Timestamp when{static_cast<std::int64_t>(at->as_double() * 1e6)};
    if (when < *from->settings.recovery_since || when > now()) {
      return Refusal{.name = "InvalidRestoreTimeException",
                     .message = "RestoreDateTime is outside"};
    }
    const FakeItems items = items_at(*from, when);
    FakeTable& made = begin_restore(target, items);
    made.source_table = arn_of(source);
    made.restore_at = when;
    return description(*this, made, "TableDescription");
  }
  if (operation == "ListBackups") {
    JsonWriter out;
    out.begin_object().key("BackupSummaries").begin_array();
    for (const auto& [arn, backup] : backups) {
      if (name.empty() || backup.table == name) write_backup(out, *this, backup);
    }
    return out.end_array().end_object().take();
  }
  const auto backup = backups.find(text_in(body, "BackupArn"));
  if (operation.find("Backup") == operation.npos) {
    return Refusal{.name = "UnknownOperationException", .message = std::string(operation)};
  }
  if (backup == backups.end()) {
    return Refusal{.name = "BackupNotFoundException",
                   .message = fmt::format("Backup not found: {}", text_in(body, "BackupArn"))};
  }
  if (operation == "RestoreTableFromBackup") {
    FakeTable& made = begin_restore(target, backup->second.items);
    made.source_backup = backup->first;
    made.source_table = arn_of(backup->second.table);
    made.restore_at = backup->second.created;
    return description(*this, made, "TableDescription");
  }
  if (operation == "DescribeBackup") {
    return fmt::format(R"({{"BackupDescription":{}}})", backup_json(*this, backup->second));
  }
  if (operation == "DeleteBackup") {
    backups.erase(backup);
    return std::string("{}");
  }
  return Refusal{.name = "UnknownOperationException", .message = std::string(operation)};
}

}  // namespace tidemark::runbooks::testing
