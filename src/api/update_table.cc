#include "api/operations.h"
#include "api/pending.h"
#include "api/table_members.h"
#include "api/throughput_members.h"
#include "tables/table_changes.h"

namespace tidemark::api {
namespace {

// AWS takes some seconds; with aws_timing so do we.
constexpr std::chrono::seconds kUpdatingTakes{10};

Reply in_use(std::string_view text) {
  return error_reply("ResourceInUseException",
                     fmt::format("Attempt to change a resource which is still in use: {}", text));
}

Reply same_throughput(const tables::Throughput& now) {
  return validation_error(fmt::format(
      "The provisioned throughput for the table will not change. The requested value equals the "
      "current value. Current ReadCapacityUnits provisioned for the table: {0}. Requested "
      "ReadCapacityUnits: {0}. Current WriteCapacityUnits provisioned for the table: {1}. "
      "Requested WriteCapacityUnits: {1}. Refer to the Amazon DynamoDB Developer Guide for current "
      "limits and how to request higher limits.",
      now.read_units, now.write_units));
}

Reply answer(const tables::UpdateAnswer& answer, const std::string& name) {
  if (const auto* updated = std::get_if<tables::Updated>(&answer)) {
    codec::JsonWriter out;
    out.begin_object().key("TableDescription");
    write_table(out, updated->before, {.status = "UPDATING"});
    out.end_object();
    return {.body = out.take()};
  }
  if (const auto* busy = std::get_if<tables::TableBusy>(&answer)) {
    return in_use(busy->status == tables::TableStatus::kCreating
                      ? fmt::format("Table is being created: {}", name)
                      : fmt::format("Table: {} is in the process of being updated.", name));
  }
  if (const auto* same = std::get_if<tables::SameThroughput>(&answer)) {
    return same_throughput(same->current);
  }
  if (std::holds_alternative<tables::ThroughputMissing>(answer)) return throughput_missing();
  if (std::holds_alternative<tables::ThroughputNotAllowed>(answer)) return throughput_not_allowed();
  return no_such_table(name);
}

// Deletion protection goes alone; something must be asked for.
std::optional<Reply> mixed(const tables::TableUpdate& update) {
  const bool capacity = update.billing || update.provisioned || update.on_demand_maxima;
  if (update.deletion_protected && capacity) {
    return validation_error(
        "DeletionProtection modification must be the only operation in the request");
  }
  if (update.deletion_protected || capacity) return std::nullopt;
  return validation_error(
      "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
      "GlobalSecondaryIndexUpdates, SSESpecification, ReplicaUpdates, DeletionProtectionEnabled or "
      "TableClass is required");
}

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  const auto text = members.text("TableName", {.min = 1, .max = 1024});
  const auto billing = members.text("BillingMode", {.one_of = {"PROVISIONED", "PAY_PER_REQUEST"}});
  tables::TableUpdate update;
  update.provisioned = provisioned_member(members);
  update.on_demand_maxima = on_demand_member(members);
  update.deletion_protected = members.boolean("DeletionProtectionEnabled");
  if (auto refusal = members.refusal()) return *std::move(refusal);
  if (billing) {
    update.billing = *billing == "PROVISIONED" ? tables::BillingMode::kProvisioned
                                               : tables::BillingMode::kPayPerRequest;
  }
  TM_OR_REPLY(const tables::TableName name, control_table_name(request.call, text));
  if (auto refusal = mixed(update)) return *std::move(refusal);
  auto* const store = engine.regions.find(request.call.region);
  if (store == nullptr) return no_such_table(name.name);
  if (engine.aws_timing) update.takes = kUpdatingTakes;
  return pending<tables::UpdateAnswer>(
      tables::update_table(*store, name, update),
      [name = name.name](const tables::UpdateAnswer& given) { return answer(given, name); });
}

}  // namespace

const Operation kUpdateTable{
    .name = "UpdateTable",
    .honoured =
        "TableName BillingMode ProvisionedThroughput OnDemandThroughput DeletionProtectionEnabled",
    .refused =
        "AttributeDefinitions GlobalSecondaryIndexUpdates StreamSpecification "
        "SSESpecification ReplicaUpdates TableClass MultiRegionConsistency "
        "GlobalTableWitnessUpdates WarmThroughput GlobalTableSettingsReplicationMode",
    .handle = handle};

}  // namespace tidemark::api
