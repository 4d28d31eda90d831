// The bytes of a table row; docs/formats/catalog.md.
#include "tables/catalog.h"
#include "tables/table_features.h"

namespace tidemark::tables {
namespace {

// What version 1 had; a table without any of the features is still written so.
constexpr std::uint8_t kPlainRow = 1;
constexpr std::uint8_t kRowWithFeatures = 2;

void write_fields(RowWriter& out, const TableDescription& table) {
  out.text(table.name.account);
  out.text(table.name.region);
  out.text(table.name.name);
  out.text(table.table_id);
  out.fixed(table.stored_as.value);
  write_key(out, table.keys.hash);
  out.optional(table.keys.range, write_key);
  out.byte(static_cast<std::uint8_t>(table.billing));
  write_throughput(out, table.provisioned);
  const auto instant = [](RowWriter& to, Timestamp at) { to.instant(at); };
  out.optional(table.last_increase_at, instant);
  out.optional(table.last_decrease_at, instant);
  out.optional(table.on_demand_maxima, write_throughput);
  out.flag(table.deletion_protected);
  out.instant(table.created_at);
  out.instant(table.active_at);
  out.instant(table.updated_at);
  out.varint(table.tags.size());
  for (const auto& [key, value] : table.tags) {
    out.text(key);
    out.text(value);
  }
  out.optional(table.restored_from, [](RowWriter& to, const RestoredFrom& from) {
    to.text(from.backup_arn);
    to.text(from.table_arn);
    to.instant(from.as_of);
    to.flag(from.in_progress);
  });
}

RestoredFrom read_restored_from(RowReader& in) {
  RestoredFrom from;
  from.backup_arn = in.text();
  from.table_arn = in.text();
  from.as_of = in.instant();
  from.in_progress = in.flag();
  return from;
}

void read_fields(RowReader& in, TableDescription& table) {
  const auto instant = [](RowReader& from) { return from.instant(); };
  table.name.account = in.text();
  table.name.region = in.text();
  table.name.name = in.text();
  table.table_id = in.text();
  table.stored_as.value = in.fixed();
  table.keys.hash = read_key(in);
  table.keys.range = in.optional(read_key);
  table.billing = in.flag() ? BillingMode::kPayPerRequest : BillingMode::kProvisioned;
  table.provisioned = read_throughput(in);
  table.last_increase_at = in.optional(instant);
  table.last_decrease_at = in.optional(instant);
  table.on_demand_maxima = in.optional(read_throughput);
  table.deletion_protected = in.flag();
  table.created_at = in.instant();
  table.active_at = in.instant();
  table.updated_at = in.instant();
  for (std::uint64_t left = in.varint(); left > 0 && !in.damaged(); --left) {
    std::string key = in.text();
    table.tags.insert_or_assign(std::move(key), in.text());
  }
  table.restored_from = in.optional(read_restored_from);
}

}  // namespace

std::string encode(const TableDescription& table) {
  RowWriter out;
  const bool features = has_features(table);
  out.byte(features ? kRowWithFeatures : kPlainRow);
  write_fields(out, table);
  if (features) write_features(out, table);
  return out.take();
}

Result<TableDescription> decode_table(std::string_view bytes) {
  RowReader in(bytes, "a table row");
  const std::uint8_t version = in.byte();
  if (!in.damaged() && version != kPlainRow && version != kRowWithFeatures) {
    return fail(Code::kCorrupt, fmt::format("a table row has version {}, we know {} and {}",
                                            version, kPlainRow, kRowWithFeatures));
  }
  TableDescription table;
  read_fields(in, table);
  if (version == kRowWithFeatures) read_features(in, table);
  TM_TRY_STATUS(in.status());
  return table;
}

}  // namespace tidemark::tables
