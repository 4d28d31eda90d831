#include "api/index_members.h"
#include "api/key_members.h"
#include "api/operations.h"
#include "api/pending.h"
#include "api/policy_document.h"
#include "api/settings_members.h"
#include "api/stream_members.h"
#include "api/table_members.h"
#include "api/tag_members.h"
#include "api/throughput_members.h"
#include "tables/resource_policies.h"
#include "tables/table_changes.h"

#include <algorithm>

namespace tidemark::api {
namespace {

// AWS takes some seconds; with aws_timing so do we.
constexpr std::chrono::seconds kCreatingTakes{6};

struct Wanted {
  tables::TableDescription table;
  std::optional<tables::StreamRequest> stream;
};

Parsed<Wanted> wanted_by(const Request& request, Random& random) {
  Members members(request.body);
  const KeyElements definitions = definitions_member(members, true);
  const auto name = control_name_member(members);
  const KeyElements schema = key_schema_member(members, 2);
  const IndexLists indexes =
      index_lists(members, "GlobalSecondaryIndexes", "LocalSecondaryIndexes");
  const auto billing = members.text("BillingMode", {.one_of = {"PROVISIONED", "PAY_PER_REQUEST"}});
  const auto provisioned = provisioned_member(members);
  const auto maxima = on_demand_member(members);
  const auto warm = warm_member(members);
  const auto table_class = table_class_member(members);
  const auto sse = sse_member(members);
  const auto protect = members.boolean("DeletionProtectionEnabled");
  const auto tags = tags_member(members);
  const auto policy = members.text("ResourcePolicy");
  const auto stream = stream_member(members);
  if (auto refusal = members.misshapen()) return *std::move(refusal);
  if (auto refusal = control_name_problem(name)) return *std::move(refusal);
  if (auto refusal = members.refusal()) return *std::move(refusal);

  Wanted wanted;
  tables::TableDescription& table = wanted.table;
  TM_OR_REPLY(table.name, control_table_name(request.call, name));
  table.billing = billing == "PAY_PER_REQUEST" ? tables::BillingMode::kPayPerRequest
                                               : tables::BillingMode::kProvisioned;
  TM_OR_REPLY(table.provisioned, throughput_for(request.call, table.billing, provisioned));
  TM_OR_REPLY(table.on_demand_maxima, maxima_for(request.call, table.billing, maxima));
  if (auto refusal = definitions_problem(definitions)) return *std::move(refusal);
  TM_OR_REPLY(table.keys, table_keys_of(schema, definitions));
  TM_OR_REPLY(table.indexes, new_indexes(request.call, indexes, schema, definitions, table));
  table.next_part = static_cast<storage::Part>(1 + table.indexes.size());
  if (tags) {
    TM_OR_REPLY(table.tags, tags_of(*tags));
  }
  if (policy) {
    TM_OR_REPLY(const std::string document, policy_document(request.call, *policy));
    table.settings.policy = tables::ResourcePolicy{document, {}};
  }
  table.deletion_protected = protect.value_or(false);
  TM_OR_REPLY(table.settings.warm, warm_for(request.call, table.billing, table.provisioned, warm));
  if (table_class) {
    TM_OR_REPLY(table.settings.infrequent_access, is_infrequent_access(*table_class));
    table.settings.class_changed_at = Timestamp{};  // its creation, once that is known
  }
  if (sse) {
    TM_OR_REPLY(const tables::EncryptionChange encryption, encryption_of(request.call, *sse));
    if (encryption.key_arn) table.settings.encryption = {*encryption.key_arn, {}};
  }
  TM_OR_REPLY(wanted.stream, stream_to_create(stream, random));
  return wanted;
}

Reply answer(const tables::CreateAnswer& answer, const std::string& name) {
  if (const auto* created = std::get_if<tables::Created>(&answer)) {
    codec::JsonWriter out;
    out.begin_object().key("TableDescription");
    write_table(out, created->table, {.status = "CREATING", .fresh = true});
    out.end_object();
    return {.body = out.take()};
  }
  return error_reply("ResourceInUseException", fmt::format("Table already exists: {}", name));
}

Handling handle(const Request& request, Engine& engine) {
  TM_OR_REPLY(Wanted wanted, wanted_by(request, engine.random));
  tables::TableDescription& table = wanted.table;
  const auto store = engine.regions.open(request.call.region);
  if (!store) return error_reply(store.error());
  table.table_id = engine.random.uuid();
  table.created_at = engine.clock.now();
  auto& settings = table.settings;
  if (settings.class_changed_at) settings.class_changed_at = table.created_at;
  if (settings.encryption) settings.encryption->changed_at = table.created_at;
  if (settings.policy) settings.policy->revision = tables::policy_revision(table.created_at);
  // Otherwise ACTIVE from the beginning, also on a clock that is set back.
  if (engine.aws_timing) table.active_at = table.created_at + kCreatingTakes;
  const std::string name = table.name.name;
  return pending<tables::CreateAnswer>(
      tables::create_table(*store.value(), std::move(table), std::move(wanted.stream)),
      [name](const tables::CreateAnswer& given) { return answer(given, name); });
}

}  // namespace

const Operation kCreateTable{
    .name = "CreateTable",
    .honoured =
        "AttributeDefinitions TableName KeySchema LocalSecondaryIndexes GlobalSecondaryIndexes "
        "BillingMode ProvisionedThroughput "
        "OnDemandThroughput WarmThroughput DeletionProtectionEnabled TableClass "
        "StreamSpecification Tags",
    .refused =
        "GlobalTableSourceArn "
        "GlobalTableSettingsReplicationMode VectorIndexes",
    .partly = "SSESpecification ResourcePolicy",
    .handle = handle};

}  // namespace tidemark::api
