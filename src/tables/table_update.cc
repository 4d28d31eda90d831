#include "tables/table_update.h"

#include <algorithm>

namespace tidemark::tables {
namespace {

using storage::Changes;
using storage::Decision;
using storage::Refused;
using storage::View;

std::optional<UpdateAnswer> capacity_objection(const TableDescription& table,
                                               const TableUpdate& update, Timestamp now) {
  const BillingMode billing = update.billing.value_or(table.billing);
  if (billing == BillingMode::kPayPerRequest) {
    if (update.provisioned) return ThroughputNotAllowed{};
  } else if (update.on_demand_maxima) {
    return MaximaNotAllowed{};
  }
  if (!update.provisioned || table.billing != billing) return std::nullopt;
  if (*update.provisioned == table.provisioned) return SameThroughput{table.provisioned};
  if (!falls(*update.provisioned, table.provisioned)) return std::nullopt;
  if (const auto refused = decrease_refused(table, now)) return TooManyDecreases{*refused};
  return std::nullopt;
}

BesideIndexes beside_indexes(const TableDescription& table, const TableUpdate& update) {
  const bool changes_billing = update.billing && *update.billing != table.billing;
  return {.billing = update.billing,
          .units = changes_billing || update.provisioned.has_value(),
          .maxima = update.on_demand_maxima.has_value()};
}

// What forbids the update, or nothing.
std::optional<UpdateAnswer> objection(const TableDescription& table, const TableUpdate& update,
                                      Timestamp now) {
  const TableStatus status = status_at(table, now);
  if (status == TableStatus::kCreating) return TableBusy{status};
  // What an index that is made or deleted stands in the way of, it says itself.
  if (auto refusal = index_objection(table, update.indexes, beside_indexes(table, update), now)) {
    return *std::move(refusal);
  }
  const bool busy =
      update.indexes.empty() ? status == TableStatus::kUpdating : now < table.updated_at;
  if (busy && !update.is_quiet()) return TableBusy{status};
  const bool streams = table.stream && !table.stream->disabled_at;
  if (update.start_stream && streams) return StreamAlreadyEnabled{};
  if (update.stop_stream && !streams) return NoStreamToDisable{};
  if (auto refusal = capacity_objection(table, update, now)) return refusal;
  if (update.warm) {
    const Throughput has = warm_of(table);
    const auto lower = [](std::uint64_t wanted, std::uint64_t had) {
      return wanted != 0 && wanted < had;
    };
    if (lower(update.warm->read_units, has.read_units)) return WarmTooLow{true};
    if (lower(update.warm->write_units, has.write_units)) return WarmTooLow{false};
  }
  if (update.encryption && !update.encryption->key_arn && !table.settings.encryption) {
    return NotEncrypted{};
  }
  return std::nullopt;
}

void set_maxima(TableDescription& table, const MaximaChange& change) {
  Throughput maxima = table.on_demand_maxima.value_or(Throughput{});
  if (change.read_units) maxima.read_units = *change.read_units;
  if (change.write_units) maxima.write_units = *change.write_units;
  table.on_demand_maxima =
      maxima == Throughput{} ? std::nullopt : std::optional<Throughput>(maxima);
}

void set_settings(TableSettings& settings, const TableUpdate& update, Timestamp now) {
  // AWS remembers an instant only of a class that changes.
  if (update.infrequent_access && *update.infrequent_access != settings.infrequent_access) {
    settings.infrequent_access = *update.infrequent_access;
    settings.class_changed_at = now;
  }
  if (!update.encryption) return;
  if (update.encryption->key_arn) {
    settings.encryption = Encryption{*update.encryption->key_arn, now};
  } else {
    settings.encryption.reset();
  }
}

TableDescription updated(TableDescription table, const TableUpdate& update, Timestamp now) {
  if (update.billing) set_billing_of_indexes(table, *update.billing, now);
  if (update.billing) set_billing(table, *update.billing, now);
  if (update.provisioned) set_throughput(table, *update.provisioned, now);
  if (update.on_demand_maxima) set_maxima(table, *update.on_demand_maxima);
  if (update.deletion_protected) table.deletion_protected = *update.deletion_protected;
  if (update.warm) set_warm(table, *update.warm);
  set_settings(table.settings, update, now);
  // A commit time may lie ahead of a clock that stands still: without a delay there is no UPDATING.
  const bool takes = !update.is_quiet() && !only_changes_indexes(update);
  if (update.takes.count() > 0 && takes) table.updated_at = now + update.takes;
  return table;
}

}  // namespace

bool only_changes_indexes(const TableUpdate& update) {
  return !update.indexes.empty() && !update.billing && !update.provisioned &&
         std::ranges::all_of(update.indexes, [](const IndexAction& action) {
           return std::holds_alternative<ChangeIndex>(action);
         });
}

Write<UpdateAnswer> update_table(storage::Store& store, TableName name, TableUpdate update) {
  std::vector<storage::KeyRef> keys{live_key(name)};
  return {store, std::move(keys),
          [name = std::move(name), update = std::move(update)](
              View& view, UpdateAnswer& answer) -> Result<Decision> {
            TM_TRY(const FoundTable table, find(view, name));
            if (!table) {
              answer = NoTable{};
              return Decision{Refused{}};
            }
            if (auto refusal = objection(*table, update, view.now())) {
              answer = *std::move(refusal);
              return Decision{Refused{}};
            }
            TableDescription after = updated(*table, update, view.now());
            Changes changes;
            apply_index_actions(after, update.indexes, view.now(), update.takes, changes);
            if (update.stop_stream) {
              TM_TRY_STATUS(stop_stream(view, after, changes));
            }
            if (update.start_stream) {
              TM_TRY_STATUS(start_stream(view, after, *update.start_stream, changes));
            }
            put(changes, after);
            answer = Updated{*table, std::move(after)};
            return Decision{std::move(changes)};
          }};
}

}  // namespace tidemark::tables
