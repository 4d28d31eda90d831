#include "api/table_members.h"

#include "api/errors.h"
#include "api/stream_members.h"
#include "tables/capacity_settings.h"

#include <algorithm>

namespace tidemark::api {
namespace {

// "arn:aws:dynamodb:<region>:<account>:table/<name>" in its six parts; fewer when it is none.
std::vector<std::string_view> parts_of_arn(std::string_view arn) {
  std::vector<std::string_view> parts;
  while (parts.size() < 5) {
    const std::size_t colon = arn.find(':');
    if (colon == std::string_view::npos) break;
    parts.push_back(arn.substr(0, colon));
    arn.remove_prefix(colon + 1);
  }
  parts.push_back(arn);
  return parts;
}

bool is_name(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-';
  });
}

Parsed<tables::TableName> checked(const Call& call, std::string_view name) {
  if (name.size() < 3 || name.size() > 255) {
    return validation_error(
        "TableName must be at least 3 characters long and at most 255 characters long");
  }
  if (!is_name(name)) {
    return validation_error(fmt::format(
        "1 validation error detected: Value '{}' at 'tableName' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
        name));
  }
  return tables::TableName{call.account, call.region, std::string(name)};
}

void write_key(codec::JsonWriter& out, const tables::KeyAttribute& key, std::string_view type) {
  out.begin_object().key("AttributeName").string(key.name).key("KeyType").string(type).end_object();
}

void write_throughput(codec::JsonWriter& out, const tables::TableDescription& table,
                      const Described& described) {
  out.key("ProvisionedThroughput").begin_object();
  if (table.last_increase_at)
    out.key("LastIncreaseDateTime").epoch_seconds(*table.last_increase_at);
  if (table.last_decrease_at)
    out.key("LastDecreaseDateTime").epoch_seconds(*table.last_decrease_at);
  out.key("NumberOfDecreasesToday").number(described.decreases_today);
  out.key("ReadCapacityUnits").number(static_cast<std::int64_t>(table.provisioned.read_units));
  out.key("WriteCapacityUnits").number(static_cast<std::int64_t>(table.provisioned.write_units));
  out.end_object();
}

void write_maxima(codec::JsonWriter& out, const tables::Throughput& maxima) {
  out.key("OnDemandThroughput").begin_object();
  if (maxima.read_units != 0) {
    out.key("MaxReadRequestUnits").number(static_cast<std::int64_t>(maxima.read_units));
  }
  if (maxima.write_units != 0) {
    out.key("MaxWriteRequestUnits").number(static_cast<std::int64_t>(maxima.write_units));
  }
  out.end_object();
}

// Only of a table that is paid per request, or once was.
void write_billing(codec::JsonWriter& out, const tables::TableDescription& table,
                   const Described& described) {
  const bool per_request = table.billing == tables::BillingMode::kPayPerRequest;
  const auto& since = table.settings.per_request_since;
  if (!per_request && !since) return;
  out.key("BillingModeSummary").begin_object();
  out.key("BillingMode").string(per_request ? "PAY_PER_REQUEST" : "PROVISIONED");
  if (!described.fresh && !described.billing_changes) {
    out.key("LastUpdateToPayPerRequestDateTime").epoch_seconds(since.value_or(table.created_at));
  }
  out.end_object();
}

void write_warm(codec::JsonWriter& out, const tables::TableDescription& table,
                const Described& described) {
  const bool changes = described.warm_changes || described.fresh;
  const tables::Throughput warm = tables::warm_of(table);
  out.key("WarmThroughput").begin_object();
  out.key("ReadUnitsPerSecond").number(static_cast<std::int64_t>(warm.read_units));
  out.key("WriteUnitsPerSecond").number(static_cast<std::int64_t>(warm.write_units));
  out.key("Status").string(changes ? "UPDATING" : "ACTIVE").end_object();
}

void write_encryption(codec::JsonWriter& out, const tables::TableDescription& table,
                      const Described& described) {
  const auto& encryption = table.settings.encryption;
  if (!encryption && !described.encryption_changes) return;
  out.key("SSEDescription").begin_object();
  out.key("Status").string(described.encryption_changes ? "UPDATING" : "ENABLED");
  if (encryption)
    out.key("SSEType").string("KMS").key("KMSMasterKeyArn").string(encryption->key_arn);
  out.end_object();
}

// Only of a table that was given a class; an instant only when it was given another one since.
void write_class(codec::JsonWriter& out, const tables::TableDescription& table) {
  const auto& changed_at = table.settings.class_changed_at;
  if (!changed_at) return;
  out.key("TableClassSummary").begin_object();
  out.key("TableClass")
      .string(table.settings.infrequent_access ? "STANDARD_INFREQUENT_ACCESS" : "STANDARD");
  if (*changed_at != table.created_at) out.key("LastUpdateDateTime").epoch_seconds(*changed_at);
  out.end_object();
}

void write_restore(codec::JsonWriter& out, const tables::RestoredFrom& from) {
  out.key("RestoreSummary").begin_object();
  if (!from.backup_arn.empty()) out.key("SourceBackupArn").string(from.backup_arn);
  if (!from.table_arn.empty()) out.key("SourceTableArn").string(from.table_arn);
  out.key("RestoreDateTime").epoch_seconds(from.as_of);
  out.key("RestoreInProgress").boolean(from.in_progress).end_object();
}

}  // namespace

void write_key_schema(codec::JsonWriter& out, const tables::KeySchema& keys) {
  out.key("KeySchema").begin_array();
  write_key(out, keys.hash, "HASH");
  if (keys.range) write_key(out, *keys.range, "RANGE");
  out.end_array();
}

Parsed<tables::TableName> table_name_of(const Call& call, const std::string& text) {
  if (!text.starts_with("arn:")) return checked(call, text);
  const auto invalid = [&](std::string_view what) {
    return validation_error(fmt::format("1 validation error detected: {} '{}'", what, text));
  };
  const auto parts = parts_of_arn(text);
  if (parts.size() != 6)
    return invalid("Valid ARN format is arn:partition:service:region:account-id:resource, not");
  if (parts[1] != "aws") return invalid("Invalid AWS partition in");
  if (parts[2] != "dynamodb") return invalid("Invalid AWS service in");
  if (parts[3] != call.region) return invalid("Invalid AWS region in");
  if (parts[4] != call.account) return error_reply("AccessDeniedException", "Access is denied");
  if (!parts[5].starts_with("table/")) return invalid("Invalid resource type in");
  return checked(call, parts[5].substr(6));
}

std::optional<std::string> control_name_member(Members& members) {
  auto name = members.text("TableName");
  if (!name || name->starts_with("arn:")) return name;
  if (!is_name(*name) || name->empty()) {
    members.add_problem("TableName", *name,
                        "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+");
  }
  if (name->size() < 3) {
    members.add_problem("TableName", *name, "Member must have length greater than or equal to 3");
  }
  if (name->size() > 255) {
    members.add_problem("TableName", *name, "Member must have length less than or equal to 255");
  }
  return name;
}

std::optional<Reply> control_name_problem(const std::optional<std::string>& text) {
  if (!text) {
    return validation_error(
        "The parameter 'TableName' is required but was not present in the request");
  }
  const bool measured = text->starts_with("arn:") || (text->size() >= 3 && text->size() <= 255);
  if (measured) return std::nullopt;
  const codec::JsonValue alone(codec::JsonValue::Members{{"TableName", codec::JsonValue(*text)}});
  Members members(alone);
  control_name_member(members);
  return members.refusal();
}

Parsed<tables::TableName> control_table_name(const Call& call,
                                             const std::optional<std::string>& text) {
  if (auto refusal = control_name_problem(text)) return *std::move(refusal);
  return table_name_of(call, *text);
}

Reply no_such_table() {
  return error_reply("ResourceNotFoundException", "Requested resource not found");
}

Reply no_such_table(std::string_view name) {
  return error_reply("ResourceNotFoundException",
                     fmt::format("Requested resource not found: Table: {} not found", name));
}

std::string_view status_text(tables::TableStatus status) {
  switch (status) {
    case tables::TableStatus::kCreating: return "CREATING";
    case tables::TableStatus::kUpdating: return "UPDATING";
    case tables::TableStatus::kActive: break;
  }
  return "ACTIVE";
}

void write_table(codec::JsonWriter& out, const tables::TableDescription& table,
                 const Described& described) {
  out.begin_object();
  if (!described.brief) write_definitions(out, table);
  out.key("TableName").string(table.name.name);
  if (!described.brief) write_key_schema(out, table.keys);
  out.key("TableStatus").string(described.status);
  if (!described.brief) out.key("CreationDateTime").epoch_seconds(table.created_at);
  write_throughput(out, table, described);
  if (table.on_demand_maxima) write_maxima(out, *table.on_demand_maxima);
  out.key("TableSizeBytes").number(described.bytes);
  out.key("ItemCount").number(described.items);
  out.key("TableArn").string(tables::arn_of(table.name));
  out.key("TableId").string(table.table_id);
  if (!described.brief) write_billing(out, table, described);
  if (!described.brief) {
    write_indexes(out, table,
                  {.table_is_creating = described.status == "CREATING",
                   .fresh = described.fresh,
                   .tallies = described.index_tallies,
                   .updating = described.updating_indexes,
                   .now = described.now});
  }
  if (!described.brief && (!described.fresh || table.settings.warm)) {
    write_warm(out, table, described);
  }
  write_encryption(out, table, described);
  write_class(out, table);
  // AWS shows it only until the table is ACTIVE.
  if (table.restored_from && described.status == "CREATING")
    write_restore(out, *table.restored_from);
  write_latest_stream(out, table.name, table.stream);
  out.key("DeletionProtectionEnabled").boolean(table.deletion_protected);
  out.end_object();
}

}  // namespace tidemark::api
