#include "api/index_update_members.h"
#include "api/operations.h"
#include "api/pending.h"
#include "api/settings_members.h"
#include "api/stream_members.h"
#include "api/table_members.h"
#include "api/throughput_members.h"
#include "api/update_mix.h"
#include "tables/table_update.h"

#include <algorithm>

namespace tidemark::api {
namespace {

using tables::BillingMode;

// AWS takes some seconds; with aws_timing so do we.
constexpr std::chrono::seconds kUpdatingTakes{10};

Reply in_use(std::string_view text) {
  return error_reply("ResourceInUseException",
                     fmt::format("Attempt to change a resource which is still in use: {}", text));
}

Reply bad_parameters(std::string_view text) {
  return validation_error(fmt::format("One or more parameter values were invalid: {}", text));
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

// The indexes whose throughput changes.
std::vector<std::string> changed_indexes(const tables::TableUpdate& update) {
  std::vector<std::string> names;
  for (const tables::IndexAction& action : update.indexes) {
    if (const auto* change = std::get_if<tables::ChangeIndex>(&action))
      names.push_back(change->name);
  }
  return names;
}

void show_as_before(tables::TableDescription& table, const tables::TableDescription& before,
                    const std::vector<std::string>& changed) {
  for (tables::Index& index : table.indexes) {
    if (std::ranges::find(changed, index.name) == changed.end()) continue;
    const tables::Index* was = tables::find_index(before, index.name);
    if (was == nullptr) continue;
    index.provisioned = was->provisioned;
    index.moves = was->moves;
    index.warm = was->warm;
  }
}

bool stays_active(const tables::TableUpdate& update) {
  return update.is_quiet() || is_maxima_only(update) || tables::only_changes_indexes(update);
}

// As AWS answers: what takes it a while is told as it was, what does not as it is.
Reply echo(const tables::Updated& updated, const tables::TableUpdate& update) {
  const tables::TableDescription& before = updated.before;
  tables::TableDescription table = updated.after;
  if (update.provisioned && !update.billing) table.provisioned = before.provisioned;
  if (update.infrequent_access) {
    table.settings.infrequent_access = before.settings.infrequent_access;
    table.settings.class_changed_at = before.settings.class_changed_at;
  }
  if (update.encryption) table.settings.encryption = before.settings.encryption;
  if (update.warm) table.settings.warm = before.settings.warm;
  const std::vector<std::string> changed = changed_indexes(update);
  if (!update.billing) show_as_before(table, before, changed);
  codec::JsonWriter out;
  out.begin_object().key("TableDescription");
  write_table(out, table,
              {.status = stays_active(update) ? "ACTIVE" : "UPDATING",
               .billing_changes = before.billing != updated.after.billing,
               .encryption_changes = update.encryption.has_value(),
               .warm_changes = update.warm.has_value(),
               .decreases_today = static_cast<std::int64_t>(before.settings.decreases.size()),
               .updating_indexes = changed});
  out.end_object();
  return {.body = out.take()};
}

Reply answer(const tables::UpdateAnswer& answer, const tables::TableUpdate& update,
             const std::string& name) {
  if (const auto* updated = std::get_if<tables::Updated>(&answer)) return echo(*updated, update);
  if (const auto* busy = std::get_if<tables::TableBusy>(&answer)) {
    return in_use(busy->status == tables::TableStatus::kCreating
                      ? fmt::format("Table is being created: {}", name)
                      : fmt::format("Table: {} is in the process of being updated.", name));
  }
  if (const auto* same = std::get_if<tables::SameThroughput>(&answer)) {
    return same_throughput(same->current);
  }
  if (std::holds_alternative<tables::ThroughputNotAllowed>(answer)) return throughput_not_allowed();
  if (std::holds_alternative<tables::MaximaNotAllowed>(answer)) return maxima_not_allowed();
  if (const auto* often = std::get_if<tables::TooManyDecreases>(&answer)) {
    return too_many_decreases(often->decrease);
  }
  if (const auto* refusal = std::get_if<tables::IndexRefusal>(&answer)) {
    return index_refused(*refusal, name);
  }
  if (const auto* low = std::get_if<tables::WarmTooLow>(&answer)) return warm_too_low(low->read);
  if (std::holds_alternative<tables::StreamAlreadyEnabled>(answer)) {
    return validation_error(
        fmt::format("Table already has an enabled stream: TableName: {}", name));
  }
  if (std::holds_alternative<tables::NoStreamToDisable>(answer)) {
    return validation_error(fmt::format("Table has no stream to disable: TableName: {}", name));
  }
  if (std::holds_alternative<tables::NotEncrypted>(answer)) {
    return bad_parameters("Table is already encrypted by default");
  }
  return no_such_table(name);
}

// Billing and throughput go together in one way each.
std::optional<Reply> billing_problem(const tables::TableUpdate& update) {
  if (update.billing == BillingMode::kPayPerRequest && update.provisioned) {
    return bad_parameters(
        "ProvisionedThroughput cannot be specified when BillingMode is PAY_PER_REQUEST");
  }
  if (update.billing == BillingMode::kProvisioned && !update.provisioned) {
    return bad_parameters(
        "ProvisionedThroughput must be specified when BillingMode is PROVISIONED");
  }
  if (update.billing == BillingMode::kProvisioned && update.on_demand_maxima) {
    return maxima_not_allowed();
  }
  return std::nullopt;
}

// The members of a request that is understood, as sent.
struct Sent {
  std::optional<std::string> billing;
  std::optional<tables::Throughput> provisioned;
  std::optional<OnDemandMember> maxima;
  std::optional<WarmMember> warm;
  std::optional<std::string> table_class;
  std::optional<SseMember> sse;
  std::optional<bool> protect;
  KeyElements definitions;
  std::optional<std::vector<IndexUpdateMember>> indexes;
  std::optional<StreamWish> stream;
};

Sent sent_in(Members& members) {
  Sent sent;
  sent.billing = members.text("BillingMode", {.one_of = {"PROVISIONED", "PAY_PER_REQUEST"}});
  sent.provisioned = provisioned_member(members);
  sent.indexes = index_updates_member(members);
  sent.maxima = on_demand_member(members);
  sent.warm = warm_member(members);
  sent.table_class = table_class_member(members);
  sent.sse = sse_member(members);
  sent.protect = members.boolean("DeletionProtectionEnabled");
  sent.stream = stream_member(members);
  return sent;
}

Parsed<tables::TableUpdate> update_of(const Call& call, const Sent& sent,
                                      const tables::TableDescription* table, Random& random) {
  tables::TableUpdate update;
  if (sent.billing) {
    update.billing =
        *sent.billing == "PROVISIONED" ? BillingMode::kProvisioned : BillingMode::kPayPerRequest;
  }
  update.provisioned = sent.provisioned;
  if (sent.maxima && (sent.maxima->read_units || sent.maxima->write_units)) {
    TM_OR_REPLY(update.on_demand_maxima, maxima_change(call, *sent.maxima));
  }
  if (sent.warm && (sent.warm->read_units || sent.warm->write_units)) {
    TM_OR_REPLY(update.warm, warm_change(call, *sent.warm));
  }
  if (sent.indexes) {
    TM_OR_REPLY(update.indexes, index_actions_of(call, *sent.indexes, sent.definitions, table));
  }
  update.deletion_protected = sent.protect;
  if (sent.table_class) {
    TM_OR_REPLY(update.infrequent_access, is_infrequent_access(*sent.table_class));
  }
  if (sent.sse) {
    TM_OR_REPLY(update.encryption, encryption_of(call, *sent.sse));
  }
  if (sent.stream) {
    if (auto refusal = bad_stream_change(*sent.stream)) return *std::move(refusal);
    if (sent.stream->view) update.start_stream = stream_request(*sent.stream->view, random);
    update.stop_stream = !sent.stream->enabled;
  }
  if (update.provisioned) {
    if (auto refusal = above_account_limit(call, *update.provisioned)) return *std::move(refusal);
  }
  return update;
}

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  KeyElements definitions = definitions_member(members, false);
  const auto text = control_name_member(members);
  Sent sent = sent_in(members);
  sent.definitions = std::move(definitions);
  if (auto refusal = members.misshapen()) return *std::move(refusal);
  if (auto refusal = control_name_problem(text)) return *std::move(refusal);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  TM_OR_REPLY(const tables::TableName name, control_table_name(request.call, text));
  const auto known = engine.regions.table(name);
  if (!known) return error_reply(known.error());
  TM_OR_REPLY(
      tables::TableUpdate update,
      update_of(request.call, sent, known.value() ? &*known.value() : nullptr, engine.random));
  if (auto refusal = mixed(parts_of(update))) return *std::move(refusal);
  if (sent.indexes && sent.indexes->empty()) {
    return bad_parameters("List of GlobalSecondaryIndexUpdates is empty");
  }
  if (auto refusal = billing_problem(update)) return *std::move(refusal);
  auto* const store = engine.regions.find(request.call.region);
  if (store == nullptr) return no_such_table(name.name);
  if (engine.aws_timing) update.takes = kUpdatingTakes;
  return pending<tables::UpdateAnswer>(
      tables::update_table(*store, name, update),
      [name = name.name, update, &engine](const tables::UpdateAnswer& given) {
        if (!update.indexes.empty()) engine.jobs.poke();  // one of them fills or empties an index
        return answer(given, update, name);
      });
}

}  // namespace

const Operation kUpdateTable{
    .name = "UpdateTable",
    .honoured =
        "AttributeDefinitions TableName GlobalSecondaryIndexUpdates BillingMode "
        "ProvisionedThroughput OnDemandThroughput WarmThroughput TableClass "
        "DeletionProtectionEnabled StreamSpecification",
    .refused =
        "ReplicaUpdates "
        "MultiRegionConsistency GlobalTableWitnessUpdates GlobalTableSettingsReplicationMode "
        "DisassociationProtectionEnabled VectorIndexUpdates",
    .partly = "SSESpecification",
    .handle = handle};

}  // namespace tidemark::api
