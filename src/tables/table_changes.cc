#include "tables/table_changes.h"

#include <algorithm>

namespace tidemark::tables {
namespace {

using storage::Changes;
using storage::Decision;
using storage::Refused;
using storage::View;

// What forbids the update, or nothing.
std::optional<UpdateAnswer> objection(const TableDescription& table, const TableUpdate& update,
                                      Timestamp now) {
  const TableStatus status = status_at(table, now);
  if (status != TableStatus::kActive) return TableBusy{status};
  const BillingMode billing = update.billing.value_or(table.billing);
  if (billing == BillingMode::kPayPerRequest) {
    if (update.provisioned) return ThroughputNotAllowed{};
  } else if (!update.provisioned && table.billing != billing) {
    return ThroughputMissing{};
  } else if (update.provisioned && table.billing == billing &&
             *update.provisioned == table.provisioned) {
    return SameThroughput{table.provisioned};
  }
  return std::nullopt;
}

void set_throughput(TableDescription& table, const Throughput& wanted, Timestamp now) {
  const Throughput& had = table.provisioned;
  if (wanted.read_units > had.read_units || wanted.write_units > had.write_units) {
    table.last_increase_at = now;
  }
  if (wanted.read_units < had.read_units || wanted.write_units < had.write_units) {
    table.last_decrease_at = now;
  }
  table.provisioned = wanted;
}

TableDescription updated(TableDescription table, const TableUpdate& update, Timestamp now) {
  if (update.billing) table.billing = *update.billing;
  if (table.billing == BillingMode::kPayPerRequest) table.provisioned = {};
  if (update.provisioned) set_throughput(table, *update.provisioned, now);
  if (update.on_demand_maxima) table.on_demand_maxima = update.on_demand_maxima;
  if (update.deletion_protected) table.deletion_protected = *update.deletion_protected;
  // A commit time may lie ahead of a clock that stands still: without a delay there is no UPDATING.
  if (update.takes.count() > 0) table.updated_at = now + update.takes;
  return table;
}

// Changes the tags of the table by `change`; `change` says no by returning false.
Write<TagAnswer> change_tags(storage::Store& store, TableName name,
                             std::function<bool(std::map<std::string, std::string>&)> change) {
  std::vector<storage::KeyRef> keys{live_key(name)};
  return {store, std::move(keys),
          [name = std::move(name), change = std::move(change)](
              View& view, TagAnswer& answer) -> Result<Decision> {
            TM_TRY(FoundTable table, find(view, name));
            if (!table || status_at(*table, view.now()) == TableStatus::kCreating) {
              answer = NoTable{};
              return Decision{Refused{}};
            }
            if (!change(table->tags)) {
              answer = TooManyTags{};
              return Decision{Refused{}};
            }
            answer = Tagged{};
            Changes changes;
            put(changes, *table);
            return Decision{std::move(changes)};
          }};
}

}  // namespace

Write<CreateAnswer> create_table(storage::Store& store, TableDescription wanted) {
  std::vector<storage::KeyRef> keys{live_key(wanted.name)};
  return {store, std::move(keys),
          [wanted = std::move(wanted)](View& view, CreateAnswer& answer) -> Result<Decision> {
            TM_TRY(const FoundTable present, find(view, wanted.name));
            if (present) {
              answer = TableExists{};
              return Decision{Refused{}};
            }
            TableDescription table = wanted;
            Changes changes = create(view, table, {});
            answer = Created{std::move(table)};
            return Decision{std::move(changes)};
          }};
}

Write<UpdateAnswer> update_table(storage::Store& store, TableName name, TableUpdate update) {
  std::vector<storage::KeyRef> keys{live_key(name)};
  return {store, std::move(keys),
          [name = std::move(name), update](View& view, UpdateAnswer& answer) -> Result<Decision> {
            TM_TRY(const FoundTable table, find(view, name));
            if (!table) {
              answer = NoTable{};
              return Decision{Refused{}};
            }
            if (auto refusal = objection(*table, update, view.now())) {
              answer = *refusal;
              return Decision{Refused{}};
            }
            answer = Updated{*table};
            Changes changes;
            put(changes, updated(*table, update, view.now()));
            return Decision{std::move(changes)};
          }};
}

Write<TagAnswer> tag_table(storage::Store& store, TableName name,
                           std::map<std::string, std::string> tags) {
  return change_tags(store, std::move(name),
                     [tags = std::move(tags)](std::map<std::string, std::string>& has) {
                       for (const auto& [key, value] : tags) has.insert_or_assign(key, value);
                       return has.size() <= kMaxTags;
                     });
}

Write<TagAnswer> untag_table(storage::Store& store, TableName name, std::vector<std::string> keys) {
  return change_tags(store, std::move(name),
                     [keys = std::move(keys)](std::map<std::string, std::string>& has) {
                       for (const std::string& key : keys) has.erase(key);
                       return true;
                     });
}

}  // namespace tidemark::tables
