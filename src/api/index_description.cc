#include "api/index_description.h"

#include "tables/index_update.h"

#include <algorithm>

namespace tidemark::api {
namespace {

using tables::Index;
using tables::IndexKind;

void write_key(codec::JsonWriter& out, const tables::KeyAttribute& key, std::string_view type) {
  out.begin_object().key("AttributeName").string(key.name).key("KeyType").string(type).end_object();
}

void write_what(codec::JsonWriter& out, const Index& index) {
  out.key("IndexName").string(index.name);
  out.key("KeySchema").begin_array();
  for (const tables::KeyAttribute& key : index.keys.hash) write_key(out, key, "HASH");
  for (const tables::KeyAttribute& key : index.keys.range) write_key(out, key, "RANGE");
  out.end_array();
  out.key("Projection").begin_object().key("ProjectionType");
  switch (index.projection) {
    case tables::ProjectionType::kAll: out.string("ALL"); break;
    case tables::ProjectionType::kKeysOnly: out.string("KEYS_ONLY"); break;
    case tables::ProjectionType::kInclude:
      out.string("INCLUDE").key("NonKeyAttributes").begin_array();
      for (const std::string& name : index.included) out.string(name);
      out.end_array();
      break;
  }
  out.end_object();
}

void write_units(codec::JsonWriter& out, std::string_view name, std::uint64_t units) {
  out.key(name).number(static_cast<std::int64_t>(units));
}

void write_maxima(codec::JsonWriter& out, const Index& index) {
  if (!index.on_demand_maxima) return;
  out.key("OnDemandThroughput").begin_object();
  if (const auto units = index.on_demand_maxima->read_units; units != 0) {
    write_units(out, "MaxReadRequestUnits", units);
  }
  if (const auto units = index.on_demand_maxima->write_units; units != 0) {
    write_units(out, "MaxWriteRequestUnits", units);
  }
  out.end_object();
}

void write_provisioned(codec::JsonWriter& out, const Index& index, Timestamp now) {
  out.key("ProvisionedThroughput").begin_object();
  const tables::ThroughputMoves& moves = index.moves;
  if (moves.last_increase_at) {
    out.key("LastIncreaseDateTime").epoch_seconds(*moves.last_increase_at);
  }
  if (moves.last_decrease_at) {
    out.key("LastDecreaseDateTime").epoch_seconds(*moves.last_decrease_at);
  }
  out.key("NumberOfDecreasesToday").number(tables::decreases_on_day(moves.decreases, now));
  write_units(out, "ReadCapacityUnits", index.provisioned.read_units);
  write_units(out, "WriteCapacityUnits", index.provisioned.write_units);
  out.end_object();
}

std::string_view status_of(const Index& index, const IndexesDescribed& described) {
  if (described.table_is_creating || index.is_being_made()) return "CREATING";
  if (index.state == tables::IndexState::kDeleting) return "DELETING";
  const bool updating =
      std::ranges::find(described.updating, index.name) != described.updating.end();
  return updating ? "UPDATING" : "ACTIVE";
}

void write_state(codec::JsonWriter& out, const tables::TableDescription& table, const Index& index,
                 const IndexesDescribed& described) {
  // Of a table that is being restored AWS says nothing about it.
  if (described.table_is_creating && table.restored_from) return;
  out.key("IndexStatus").string(status_of(index, described));
  if (!index.is_being_made()) return;
  out.key("Backfilling").boolean(index.state == tables::IndexState::kBuilding);
}

void write_warm(codec::JsonWriter& out, const tables::TableDescription& table, const Index& index,
                const IndexesDescribed& described) {
  const tables::Throughput warm = tables::warm_of(index, table.billing);
  out.key("WarmThroughput").begin_object();
  write_units(out, "ReadUnitsPerSecond", warm.read_units);
  write_units(out, "WriteUnitsPerSecond", warm.write_units);
  const bool settled = !described.table_is_creating && !index.is_being_made();
  out.key("Status").string(settled ? "ACTIVE" : "UPDATING").end_object();
}

void write_index(codec::JsonWriter& out, const tables::TableDescription& table, const Index& index,
                 const IndexesDescribed& described) {
  const auto found = described.tallies.find(index.part);
  const storage::Tally tally = found == described.tallies.end() ? storage::Tally{} : found->second;
  out.begin_object();
  write_what(out, index);
  if (index.kind == IndexKind::kGlobal) {
    write_state(out, table, index, described);
    write_provisioned(out, index, described.now);
  }
  out.key("IndexSizeBytes").number(tally.bytes);
  out.key("ItemCount").number(tally.items);
  out.key("IndexArn").string(fmt::format("{}/index/{}", tables::arn_of(table.name), index.name));
  if (index.kind == IndexKind::kGlobal) {
    write_maxima(out, index);
    if (!described.fresh) write_warm(out, table, index, described);
  }
  out.end_object();
}

template <class Write>
void write_list(codec::JsonWriter& out, const tables::TableDescription& table, IndexKind kind,
                Write write) {
  const auto fits = [kind](const Index& index) { return index.kind == kind; };
  if (std::ranges::none_of(table.indexes, fits)) return;
  out.key(kind == IndexKind::kLocal ? "LocalSecondaryIndexes" : "GlobalSecondaryIndexes");
  out.begin_array();
  for (const Index& index : table.indexes) {
    if (fits(index)) write(index);
  }
  out.end_array();
}

}  // namespace

Result<IndexTallies> index_tallies(const storage::Store& store,
                                   const tables::TableDescription& table) {
  IndexTallies tallies;
  for (const Index& index : table.indexes) {
    if (index.kind == IndexKind::kExpiry) continue;
    TM_TRY(tallies[index.part], store.tally(table.stored_as, index.part));
  }
  return tallies;
}

void write_indexes(codec::JsonWriter& out, const tables::TableDescription& table,
                   const IndexesDescribed& described) {
  const auto write = [&](const Index& index) { write_index(out, table, index, described); };
  write_list(out, table, IndexKind::kLocal, write);
  write_list(out, table, IndexKind::kGlobal, write);
}

void write_recorded_indexes(codec::JsonWriter& out, const tables::TableDescription& table) {
  tables::TableDescription recorded = table;
  std::erase_if(recorded.indexes, [](const Index& index) { return !index.is_written(); });
  write_list(out, recorded, IndexKind::kLocal, [&](const Index& index) {
    out.begin_object();
    write_what(out, index);
    out.end_object();
  });
  write_list(out, recorded, IndexKind::kGlobal, [&](const Index& index) {
    out.begin_object();
    write_what(out, index);
    out.key("ProvisionedThroughput").begin_object();
    write_units(out, "ReadCapacityUnits", index.provisioned.read_units);
    write_units(out, "WriteCapacityUnits", index.provisioned.write_units);
    out.end_object();
    write_maxima(out, index);
    out.end_object();
  });
}

void write_definitions(codec::JsonWriter& out, const tables::TableDescription& table) {
  std::map<std::string, tables::KeyType> definitions;
  const auto add = [&](const tables::KeyAttribute& key) {
    definitions.emplace(key.name, key.type);
  };
  add(table.keys.hash);
  if (table.keys.range) add(*table.keys.range);
  for (const Index& index : table.indexes) {
    if (index.kind == IndexKind::kExpiry) continue;
    std::ranges::for_each(index.keys.hash, add);
    std::ranges::for_each(index.keys.range, add);
  }
  out.key("AttributeDefinitions").begin_array();
  for (const auto& [name, type] : definitions) {
    out.begin_object().key("AttributeName").string(name).key("AttributeType");
    out.string(std::string(1, static_cast<char>(type))).end_object();
  }
  out.end_array();
}

}  // namespace tidemark::api
