#include "api/capacity.h"

#include <algorithm>

namespace tidemark::api {
namespace {

double pieces(std::size_t bytes, std::size_t piece) {
  return static_cast<double>(std::max<std::size_t>((bytes + piece - 1) / piece, 1));
}

void write_units_of(codec::JsonWriter& out, double units, std::string_view suffix) {
  out.key("CapacityUnits").number(units);
  if (!suffix.empty()) out.key(fmt::format("{}CapacityUnits", suffix)).number(units);
}

void write_index_units(codec::JsonWriter& out, std::string_view name,
                       const std::map<std::string, double>& indexes, std::string_view suffix) {
  if (indexes.empty()) return;
  out.key(name).begin_object();
  for (const auto& [index, units] : indexes) {
    out.key(index).begin_object();
    write_units_of(out, units, suffix);
    out.end_object();
  }
  out.end_object();
}

}  // namespace

ReturnCapacity capacity_member(Members& members) {
  const auto wanted =
      members.text("ReturnConsumedCapacity", {.one_of = {"INDEXES", "TOTAL", "NONE"}});
  if (wanted == "TOTAL") return ReturnCapacity::kTotal;
  return wanted == "INDEXES" ? ReturnCapacity::kIndexes : ReturnCapacity::kNone;
}

double read_units(std::size_t bytes, bool consistent) {
  return pieces(bytes, 4096) * (consistent ? 1.0 : 0.5);
}

double write_units(std::size_t before, std::size_t after) {
  return pieces(std::max(before, after), 1024);
}

double ConsumedUnits::total() const {
  double sum = table;
  for (const auto& [index, units] : local) sum += units;
  for (const auto& [index, units] : global) sum += units;
  return sum;
}

void add_written(ConsumedUnits& units, const tables::ChangedItem& changed, double factor) {
  units.table += factor * write_units(changed.before_bytes, changed.after_bytes);
  for (const tables::IndexUnits& index : changed.indexes) {
    auto& indexes = index.kind == tables::IndexKind::kLocal ? units.local : units.global;
    indexes[index.index] += factor * static_cast<double>(index.units);
  }
}

void write_capacity(codec::JsonWriter& out, ReturnCapacity wanted, std::string_view table,
                    const ConsumedUnits& units, std::string_view suffix) {
  out.begin_object().key("TableName").string(table);
  write_units_of(out, units.total(), suffix);
  if (wanted == ReturnCapacity::kIndexes) {
    out.key("Table").begin_object();
    write_units_of(out, units.table, suffix);
    out.end_object();
    write_index_units(out, "LocalSecondaryIndexes", units.local, suffix);
    write_index_units(out, "GlobalSecondaryIndexes", units.global, suffix);
  }
  out.end_object();
}

void write_capacity(codec::JsonWriter& out, ReturnCapacity wanted, std::string_view table,
                    double units) {
  write_capacity(out, wanted, table, ConsumedUnits{.table = units});
}

void add_capacity(codec::JsonWriter& out, ReturnCapacity wanted, std::string_view table,
                  double units) {
  if (wanted == ReturnCapacity::kNone) return;
  out.key("ConsumedCapacity");
  write_capacity(out, wanted, table, units);
}

}  // namespace tidemark::api
