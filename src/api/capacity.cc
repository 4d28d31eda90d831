#include "api/capacity.h"

#include <algorithm>

namespace tidemark::api {
namespace {

double pieces(std::size_t bytes, std::size_t piece) {
  return static_cast<double>(std::max<std::size_t>((bytes + piece - 1) / piece, 1));
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

void write_capacity(codec::JsonWriter& out, ReturnCapacity wanted, std::string_view table,
                    double units) {
  out.begin_object().key("TableName").string(table).key("CapacityUnits").number(units);
  if (wanted == ReturnCapacity::kIndexes) {
    out.key("Table").begin_object().key("CapacityUnits").number(units).end_object();
  }
  out.end_object();
}

void add_capacity(codec::JsonWriter& out, ReturnCapacity wanted, std::string_view table,
                  double units) {
  if (wanted == ReturnCapacity::kNone) return;
  out.key("ConsumedCapacity");
  write_capacity(out, wanted, table, units);
}

}  // namespace tidemark::api
