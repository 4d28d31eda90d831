#include "client/answer_fields.h"
#include "client/dynamodb.h"

namespace tidemark::client {
namespace {

using codec::JsonValue;
using codec::JsonWriter;

auto table_state(std::string_view operation, std::string_view member) {
  return [operation, member](const Reply& reply) -> Result<TableState> {
    const JsonValue* table = reply.body.find(member);
    if (table == nullptr) return lacking(operation, member);
    const std::string* arn = text_at(*table, "TableArn");
    const std::string* status = text_at(*table, "TableStatus");
    if (arn == nullptr || status == nullptr) return lacking(operation, "TableArn or TableStatus");
    return TableState{
        .arn = *arn,
        .id = text_or_empty(*table, "TableId"),
        .status = *status,
        .restore_in_progress = flag_at(table->find("RestoreSummary"), "RestoreInProgress"),
        .deletion_protection = flag_at(table, "DeletionProtectionEnabled"),
        .created = instant_at(*table, "CreationDateTime"),
        .items = count_at(*table, "ItemCount"),
        .bytes = count_at(*table, "TableSizeBytes"),
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
    const JsonValue* period = inner->find("RecoveryPeriodInDays");
    Window found{.enabled = true, .earliest = *earliest, .latest = *latest};
    if (period != nullptr && period->integer() != nullptr) {
      found.period_days = static_cast<int>(*period->integer());
    }
    return found;
  };
}

Result<Backup> backup_of(std::string_view operation, const JsonValue* details) {
  const std::string* arn = details != nullptr ? text_at(*details, "BackupArn") : nullptr;
  const std::string* status = details != nullptr ? text_at(*details, "BackupStatus") : nullptr;
  if (arn == nullptr || status == nullptr) return lacking(operation, "BackupArn or BackupStatus");
  return Backup{.arn = *arn,
                .name = text_or_empty(*details, "BackupName"),
                .table = text_or_empty(*details, "TableName"),
                .status = *status,
                .type = text_or_empty(*details, "BackupType"),
                .created = instant_at(*details, "BackupCreationDateTime"),
                .bytes = count_at(*details, "BackupSizeBytes")};
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

Result<Answer<TableState>> DynamoDb::set_deletion_protection(std::string_view table, bool on) {
  JsonWriter out;
  out.begin_object().key("TableName").string(table);
  out.key("DeletionProtectionEnabled").boolean(on).end_object();
  return reading<TableState>(aws_.call("UpdateTable", out.text()),
                             table_state("UpdateTable", "TableDescription"));
}

Result<Answer<std::vector<std::string>>> DynamoDb::list_tables() {
  std::vector<std::string> names;
  std::string last;
  for (;;) {
    const std::string body = last.empty() ? "{}" : one_member("ExclusiveStartTableName", last);
    TM_TRY(Answer<Reply> answer, aws_.call("ListTables", body));
    if (auto* error = std::get_if<ServiceError>(&answer))
      return Answer<std::vector<std::string>>(std::move(*error));
    const JsonValue& page = std::get<Reply>(answer).body;
    const JsonValue* listed = page.find("TableNames");
    if (listed == nullptr || listed->array() == nullptr) return lacking("ListTables", "TableNames");
    for (const JsonValue& name : *listed->array()) {
      if (name.string() != nullptr) names.push_back(*name.string());
    }
    const std::string next = text_or_empty(page, "LastEvaluatedTableName");
    if (next.empty()) return Answer<std::vector<std::string>>(std::move(names));
    if (next == last)
      return fail(Code::kCorrupt, "ListTables: LastEvaluatedTableName does not move");
    last = next;
  }
}

Result<Answer<Window>> DynamoDb::enable_continuous_backups(std::string_view table) {
  return set_continuous_backups(table, true, std::nullopt);
}

Result<Answer<Window>> DynamoDb::set_continuous_backups(std::string_view table, bool on,
                                                        std::optional<int> period_days) {
  JsonWriter out;
  out.begin_object().key("TableName").string(table);
  out.key("PointInTimeRecoverySpecification").begin_object();
  out.key("PointInTimeRecoveryEnabled").boolean(on);
  if (period_days) out.key("RecoveryPeriodInDays").number(std::int64_t{*period_days});
  out.end_object().end_object();
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

Result<Answer<Reply>> DynamoDb::delete_backup(std::string_view arn) {
  return aws_.call("DeleteBackup", one_member("BackupArn", arn));
}

Result<Answer<std::vector<Backup>>> DynamoDb::list_backups(std::string_view table) {
  std::vector<Backup> backups;
  std::string last;
  for (;;) {
    JsonWriter out;
    out.begin_object().key("BackupType").string("ALL");
    if (!table.empty()) out.key("TableName").string(table);
    if (!last.empty()) out.key("ExclusiveStartBackupArn").string(last);
    TM_TRY(Answer<Reply> answer, aws_.call("ListBackups", out.end_object().text()));
    if (auto* error = std::get_if<ServiceError>(&answer))
      return Answer<std::vector<Backup>>(std::move(*error));
    const JsonValue& page = std::get<Reply>(answer).body;
    const JsonValue* listed = page.find("BackupSummaries");
    if (listed == nullptr || listed->array() == nullptr) {
      return lacking("ListBackups", "BackupSummaries");
    }
    for (const JsonValue& summary : *listed->array()) {
      TM_TRY(Backup backup, backup_of("ListBackups", &summary));
      backups.push_back(std::move(backup));
    }
    const std::string next = text_or_empty(page, "LastEvaluatedBackupArn");
    if (next.empty()) return Answer<std::vector<Backup>>(std::move(backups));
    if (next == last)
      return fail(Code::kCorrupt, "ListBackups: LastEvaluatedBackupArn does not move");
    last = next;
  }
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

}  // namespace tidemark::client
