#include "recovery/backup_row.h"

#include "codec/ordered_bytes.h"
#include "codec/varint.h"

#include <algorithm>

namespace tidemark::recovery {

namespace {

constexpr char kFormat = 1;

void append_instant(std::string& bytes, Timestamp at) {
  codec::append_big_endian(bytes, static_cast<std::uint64_t>(at.micros));
}

Result<Timestamp> take_instant(std::string_view& bytes) {
  TM_TRY(const std::uint64_t micros, codec::take_big_endian<std::uint64_t>(bytes));
  return Timestamp{static_cast<std::int64_t>(micros)};
}

Result<std::uint8_t> take_byte(std::string_view& bytes) {
  return codec::take_big_endian<std::uint8_t>(bytes);
}

void append_tally(std::string& bytes, const storage::Tally& tally) {
  codec::append_varint(bytes, static_cast<std::uint64_t>(tally.items));
  codec::append_varint(bytes, static_cast<std::uint64_t>(tally.bytes));
  codec::append_big_endian(bytes, static_cast<std::uint64_t>(tally.digest >> 64));
  codec::append_big_endian(bytes, static_cast<std::uint64_t>(tally.digest));
}

Result<storage::Tally> take_tally(std::string_view& bytes) {
  TM_TRY(const std::uint64_t items, codec::take_varint(bytes));
  TM_TRY(const std::uint64_t size, codec::take_varint(bytes));
  TM_TRY(const std::uint64_t high, codec::take_big_endian<std::uint64_t>(bytes));
  TM_TRY(const std::uint64_t low, codec::take_big_endian<std::uint64_t>(bytes));
  return storage::Tally{static_cast<std::int64_t>(items), static_cast<std::int64_t>(size),
                        static_cast<storage::Uint128>(high) << 64 | low};
}

std::vector<std::string_view> split(std::string_view text, char at, std::size_t at_most) {
  std::vector<std::string_view> parts;
  while (parts.size() + 1 < at_most) {
    const std::size_t end = text.find(at);
    if (end == std::string_view::npos) break;
    parts.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  parts.push_back(text);
  return parts;
}

bool is_region(std::string_view text) {
  return std::count(text.begin(), text.end(), '-') >= 2 &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return c == '-' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
         });
}

// Fourteen digits, a dash, eight hexadecimal digits.
bool is_backup_id(std::string_view id) {
  if (id.size() != 23 || id[14] != '-') return false;
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto hex = [&](char c) { return digit(c) || (c >= 'a' && c <= 'f'); };
  return std::all_of(id.begin(), id.begin() + 14, digit) &&
         std::all_of(id.begin() + 15, id.end(), hex);
}

}  // namespace

std::string arn_of(const Backup& backup) {
  return tables::arn_of(backup.table.name) + "/backup/" + backup.id;
}

std::string pin_of(const Backup& backup) {
  return "backup:" + arn_of(backup);
}

std::string restore_job_of(const Backup& backup) {
  return "restore:" + arn_of(backup);
}

ParsedBackupArn parse_backup_arn(std::string_view arn) {
  const auto parts = split(arn, ':', 6);
  if (parts.size() != 6 || parts[0] != "arn") return NoBackupArn{};
  const auto path = split(parts[5], '/', 5);
  if (path.size() != 4 || path[0] != "table" || path[2] != "backup" || !is_backup_id(path[3])) {
    return NoBackupArn{};
  }
  if (parts[1] != "aws" || parts[2] != "dynamodb" || !is_region(parts[3])) {
    return ForeignBackupArn{};
  }
  return BackupName{{std::string(parts[4]), std::string(parts[3]), std::string(path[1])},
                    std::string(path[3])};
}

storage::KeyRef key_of(const BackupName& name) {
  std::string key;
  for (const std::string& part :
       {name.table.account, name.table.region, name.id, name.table.name}) {
    codec::append_ordered(key, part);
  }
  return {storage::kCatalog, kBackups, std::move(key)};
}

storage::KeyRef key_of(const Backup& backup) {
  return key_of({backup.table.name, backup.id});
}

std::string encode(const Backup& backup) {
  std::string bytes(1, kFormat);
  codec::append_sized(bytes, backup.id);
  codec::append_sized(bytes, backup.name);
  bytes.push_back(static_cast<char>(backup.type));
  append_instant(bytes, backup.created_at);
  append_instant(bytes, backup.at);
  bytes.push_back(backup.expires_at ? 1 : 0);
  if (backup.expires_at) append_instant(bytes, *backup.expires_at);
  append_tally(bytes, backup.tally);
  codec::append_sized(bytes, tables::encode(backup.table));
  return bytes;
}

Result<Backup> decode_backup(std::string_view bytes) {
  Backup backup;
  TM_TRY(const std::uint8_t format, take_byte(bytes));
  if (format != kFormat) {
    return fail(Code::kCorrupt, fmt::format("a backup row has format {}, this build reads {}",
                                            format, int{kFormat}));
  }
  TM_TRY(const std::string_view id, codec::take_sized(bytes));
  TM_TRY(const std::string_view name, codec::take_sized(bytes));
  TM_TRY(const std::uint8_t type, take_byte(bytes));
  TM_TRY(backup.created_at, take_instant(bytes));
  TM_TRY(backup.at, take_instant(bytes));
  TM_TRY(const std::uint8_t expires, take_byte(bytes));
  if (expires != 0) {
    TM_TRY(const Timestamp expires_at, take_instant(bytes));
    backup.expires_at = expires_at;
  }
  TM_TRY(backup.tally, take_tally(bytes));
  TM_TRY(const std::string_view table, codec::take_sized(bytes));
  TM_TRY(backup.table, tables::decode_table(table));
  if (type > 2 || !bytes.empty()) return fail(Code::kCorrupt, "a backup row is damaged");
  backup.id = id;
  backup.name = name;
  backup.type = static_cast<BackupType>(type);
  return backup;
}

}  // namespace tidemark::recovery
