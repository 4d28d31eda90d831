#include "api/backup_members.h"

#include "api/errors.h"
#include "api/index_description.h"
#include "api/table_members.h"

#include <array>

namespace tidemark::api {
namespace {

void write_common(codec::JsonWriter& out, const recovery::Backup& backup, std::string_view status) {
  out.key("BackupArn").string(recovery::arn_of(backup));
  out.key("BackupName").string(backup.name);
  out.key("BackupCreationDateTime").epoch_seconds(backup.created_at);
  if (backup.expires_at) out.key("BackupExpiryDateTime").epoch_seconds(*backup.expires_at);
  out.key("BackupStatus").string(status);
  static constexpr std::array<std::string_view, 3> kTypes = {"USER", "SYSTEM", "AWS_BACKUP"};
  out.key("BackupType").string(kTypes[static_cast<std::size_t>(backup.type)]);
  out.key("BackupSizeBytes").number(backup.tally.bytes);
}

void write_source(codec::JsonWriter& out, const recovery::Backup& backup) {
  const tables::TableDescription& table = backup.table;
  const bool on_demand = table.billing == tables::BillingMode::kPayPerRequest;
  out.begin_object();
  out.key("TableName").string(table.name.name);
  out.key("TableId").string(table.table_id);
  out.key("TableArn").string(tables::arn_of(table.name));
  out.key("TableSizeBytes").number(backup.tally.bytes);
  write_key_schema(out, table.keys);
  out.key("TableCreationDateTime").epoch_seconds(table.created_at);
  out.key("ProvisionedThroughput").begin_object();
  out.key("ReadCapacityUnits").number(static_cast<std::int64_t>(table.provisioned.read_units));
  out.key("WriteCapacityUnits").number(static_cast<std::int64_t>(table.provisioned.write_units));
  out.end_object();
  out.key("ItemCount").number(backup.tally.items);
  out.key("BillingMode").string(on_demand ? "PAY_PER_REQUEST" : "PROVISIONED");
  out.end_object();
}

}  // namespace

std::optional<std::string> backup_arn_member(Members& members) {
  return members.text("BackupArn", {.required = true, .min = 37, .max = 1024});
}

Parsed<recovery::BackupName> backup_name_of(const Call& call, const std::string& arn) {
  const recovery::ParsedBackupArn parsed = recovery::parse_backup_arn(arn);
  if (std::holds_alternative<recovery::NoBackupArn>(parsed)) {
    return validation_error("Invalid Backup ARN");
  }
  if (std::holds_alternative<recovery::ForeignBackupArn>(parsed)) {
    return validation_error("Invalid Request: BackupArn is not valid");
  }
  const auto& name = std::get<recovery::BackupName>(parsed);
  if (name.table.account != call.account) {
    return error_reply("AccessDeniedException", "Access is denied");
  }
  if (name.table.region != call.region) return no_such_backup(arn);
  return name;
}

Reply no_such_backup(std::string_view arn) {
  return error_reply("BackupNotFoundException", fmt::format("Backup not found: {}", arn));
}

void write_backup_details(codec::JsonWriter& out, const recovery::Backup& backup,
                          std::string_view status) {
  out.begin_object();
  write_common(out, backup, status);
  out.end_object();
}

void write_backup_description(codec::JsonWriter& out, const recovery::Backup& backup,
                              std::string_view status) {
  out.begin_object().key("BackupDetails");
  write_backup_details(out, backup, status);
  out.key("SourceTableDetails");
  write_source(out, backup);
  out.key("SourceTableFeatureDetails").begin_object();
  write_recorded_indexes(out, backup.table);
  out.end_object();
  out.end_object();
}

void write_backup_summary(codec::JsonWriter& out, const recovery::Backup& backup) {
  out.begin_object();
  out.key("TableName").string(backup.table.name.name);
  out.key("TableId").string(backup.table.table_id);
  out.key("TableArn").string(tables::arn_of(backup.table.name));
  write_common(out, backup, "AVAILABLE");
  out.end_object();
}

}  // namespace tidemark::api
