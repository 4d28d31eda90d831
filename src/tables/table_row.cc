// The bytes of a table row; docs/formats/catalog.md.
#include "codec/varint.h"
#include "tables/catalog.h"

namespace tidemark::tables {
namespace {

constexpr char kRowVersion = 1;

void append_instant(std::string& bytes, Timestamp at) {
  codec::append_big_endian(bytes, static_cast<std::uint64_t>(at.micros));
}

void append_instant(std::string& bytes, const std::optional<Timestamp>& at) {
  bytes.push_back(at ? '\1' : '\0');
  if (at) append_instant(bytes, *at);
}

void append_key(std::string& bytes, const KeyAttribute& key) {
  codec::append_sized(bytes, key.name);
  bytes.push_back(static_cast<char>(key.type));
}

void append_throughput(std::string& bytes, const Throughput& throughput) {
  codec::append_varint(bytes, throughput.read_units);
  codec::append_varint(bytes, throughput.write_units);
}

Result<std::string> take_text(std::string_view& bytes) {
  TM_TRY(const std::string_view text, codec::take_sized(bytes));
  return std::string(text);
}

Result<char> take_byte(std::string_view& bytes) {
  if (bytes.empty()) return fail(Code::kCorrupt, "a table row ends early");
  const char byte = bytes.front();
  bytes.remove_prefix(1);
  return byte;
}

Result<bool> take_flag(std::string_view& bytes) {
  TM_TRY(const char byte, take_byte(bytes));
  if (byte != 0 && byte != 1) return fail(Code::kCorrupt, "a table row has a flag that is no flag");
  return byte == 1;
}

Result<Timestamp> take_instant(std::string_view& bytes) {
  TM_TRY(const auto micros, codec::take_big_endian<std::uint64_t>(bytes));
  return Timestamp{static_cast<std::int64_t>(micros)};
}

Result<std::optional<Timestamp>> take_optional_instant(std::string_view& bytes) {
  TM_TRY(const bool present, take_flag(bytes));
  if (!present) return std::optional<Timestamp>{};
  TM_TRY(const Timestamp at, take_instant(bytes));
  return std::optional<Timestamp>{at};
}

Result<KeyAttribute> take_key(std::string_view& bytes) {
  KeyAttribute key;
  TM_TRY(key.name, take_text(bytes));
  TM_TRY(const char type, take_byte(bytes));
  if (type != 'S' && type != 'N' && type != 'B') {
    return fail(Code::kCorrupt, "a table row has a key of an unknown type");
  }
  key.type = static_cast<KeyType>(type);
  return key;
}

Result<Throughput> take_throughput(std::string_view& bytes) {
  Throughput throughput;
  TM_TRY(throughput.read_units, codec::take_varint(bytes));
  TM_TRY(throughput.write_units, codec::take_varint(bytes));
  return throughput;
}

Result<KeySchema> take_keys(std::string_view& bytes) {
  KeySchema keys;
  TM_TRY(keys.hash, take_key(bytes));
  TM_TRY(const bool sorted, take_flag(bytes));
  if (sorted) {
    TM_TRY(keys.range, take_key(bytes));
  }
  return keys;
}

Result<std::map<std::string, std::string>> take_tags(std::string_view& bytes) {
  std::map<std::string, std::string> tags;
  TM_TRY(const std::uint64_t count, codec::take_varint(bytes));
  for (std::uint64_t i = 0; i < count; ++i) {
    TM_TRY(std::string key, take_text(bytes));
    TM_TRY(std::string value, take_text(bytes));
    tags.insert_or_assign(std::move(key), std::move(value));
  }
  return tags;
}

Result<std::optional<RestoredFrom>> take_restored_from(std::string_view& bytes) {
  TM_TRY(const bool present, take_flag(bytes));
  if (!present) return std::optional<RestoredFrom>{};
  RestoredFrom from;
  TM_TRY(from.backup_arn, take_text(bytes));
  TM_TRY(from.table_arn, take_text(bytes));
  TM_TRY(from.as_of, take_instant(bytes));
  TM_TRY(from.in_progress, take_flag(bytes));
  return std::optional<RestoredFrom>{std::move(from)};
}

Status take_settings(std::string_view& bytes, TableDescription& table) {
  TM_TRY(const bool per_request, take_flag(bytes));
  table.billing = per_request ? BillingMode::kPayPerRequest : BillingMode::kProvisioned;
  TM_TRY(table.provisioned, take_throughput(bytes));
  TM_TRY(table.last_increase_at, take_optional_instant(bytes));
  TM_TRY(table.last_decrease_at, take_optional_instant(bytes));
  TM_TRY(const bool has_maxima, take_flag(bytes));
  if (has_maxima) {
    TM_TRY(table.on_demand_maxima, take_throughput(bytes));
  }
  TM_TRY(table.deletion_protected, take_flag(bytes));
  return Ok{};
}

}  // namespace

std::string encode(const TableDescription& table) {
  std::string bytes(1, kRowVersion);
  codec::append_sized(bytes, table.name.account);
  codec::append_sized(bytes, table.name.region);
  codec::append_sized(bytes, table.name.name);
  codec::append_sized(bytes, table.table_id);
  codec::append_big_endian(bytes, table.stored_as.value);
  append_key(bytes, table.keys.hash);
  bytes.push_back(table.keys.range ? '\1' : '\0');
  if (table.keys.range) append_key(bytes, *table.keys.range);
  bytes.push_back(static_cast<char>(table.billing));
  append_throughput(bytes, table.provisioned);
  append_instant(bytes, table.last_increase_at);
  append_instant(bytes, table.last_decrease_at);
  bytes.push_back(table.on_demand_maxima ? '\1' : '\0');
  if (table.on_demand_maxima) append_throughput(bytes, *table.on_demand_maxima);
  bytes.push_back(table.deletion_protected ? '\1' : '\0');
  append_instant(bytes, table.created_at);
  append_instant(bytes, table.active_at);
  append_instant(bytes, table.updated_at);
  codec::append_varint(bytes, table.tags.size());
  for (const auto& [key, value] : table.tags) {
    codec::append_sized(bytes, key);
    codec::append_sized(bytes, value);
  }
  bytes.push_back(table.restored_from ? '\1' : '\0');
  if (const auto& from = table.restored_from) {
    codec::append_sized(bytes, from->backup_arn);
    codec::append_sized(bytes, from->table_arn);
    append_instant(bytes, from->as_of);
    bytes.push_back(from->in_progress ? '\1' : '\0');
  }
  return bytes;
}

Result<TableDescription> decode_table(std::string_view bytes) {
  TM_TRY(const char version, take_byte(bytes));
  if (version != kRowVersion) {
    return fail(Code::kCorrupt,
                fmt::format("a table row has version {}, we know {}", static_cast<int>(version),
                            static_cast<int>(kRowVersion)));
  }
  TableDescription table;
  TM_TRY(table.name.account, take_text(bytes));
  TM_TRY(table.name.region, take_text(bytes));
  TM_TRY(table.name.name, take_text(bytes));
  TM_TRY(table.table_id, take_text(bytes));
  TM_TRY(table.stored_as.value, codec::take_big_endian<std::uint64_t>(bytes));
  TM_TRY(table.keys, take_keys(bytes));
  TM_TRY_STATUS(take_settings(bytes, table));
  TM_TRY(table.created_at, take_instant(bytes));
  TM_TRY(table.active_at, take_instant(bytes));
  TM_TRY(table.updated_at, take_instant(bytes));
  TM_TRY(table.tags, take_tags(bytes));
  TM_TRY(table.restored_from, take_restored_from(bytes));
  if (!bytes.empty()) return fail(Code::kCorrupt, "a table row goes on after its end");
  return table;
}

}  // namespace tidemark::tables
