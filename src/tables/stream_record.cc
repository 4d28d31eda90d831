#include "tables/stream_record.h"

#include "codec/ordered_bytes.h"
#include "codec/varint.h"

#include <charconv>
#include <limits>

namespace tidemark::tables {
namespace {

constexpr std::uint8_t kFormat = 1;

// Every number in full, so that as texts and as numbers they rise alike; the 1 in front keeps
// leading zeros from being lost where they are read as numbers.
constexpr std::size_t kTimeDigits = 17;
constexpr std::size_t kCountDigits = 10;
constexpr std::size_t kSequenceDigits = 1 + kTimeDigits + 2 * kCountDigits;

template <class Number>
bool take_digits(std::string_view& text, std::size_t digits, Number& number) {
  const std::string_view piece = text.substr(0, digits);
  text.remove_prefix(digits);
  const auto read = std::from_chars(piece.data(), piece.data() + piece.size(), number);
  return read.ec == std::errc() && read.ptr == piece.data() + piece.size();
}

}  // namespace

RecordPlace RecordPlace::next() const {
  constexpr std::uint32_t kMost = std::numeric_limits<std::uint32_t>::max();
  if (index < kMost) return {at, ordinal, index + 1};
  if (ordinal < kMost) return {at, ordinal + 1, 0};
  return {at + std::chrono::microseconds(1), 0, 0};
}

std::string encode(const RecordPlace& place) {
  std::string bytes;
  codec::append_big_endian(bytes, static_cast<std::uint64_t>(place.at.micros));
  codec::append_big_endian(bytes, place.ordinal);
  codec::append_big_endian(bytes, place.index);
  return codec::ordered(bytes);
}

Result<RecordPlace> decode_place(std::string_view key) {
  TM_TRY(const std::string component, codec::take_ordered(key));
  std::string_view bytes = component;
  RecordPlace place;
  TM_TRY(const auto micros, codec::take_big_endian<std::uint64_t>(bytes));
  place.at.micros = static_cast<std::int64_t>(micros);
  TM_TRY(place.ordinal, codec::take_big_endian<std::uint32_t>(bytes));
  TM_TRY(place.index, codec::take_big_endian<std::uint32_t>(bytes));
  if (bytes.empty() && key.empty()) return place;
  return fail(Code::kCorrupt, "a stream record's key is too long");
}

std::string sequence_number(const RecordPlace& place) {
  return fmt::format("1{:0{}}{:0{}}{:0{}}", place.at.micros, kTimeDigits, place.ordinal,
                     kCountDigits, place.index, kCountDigits);
}

std::optional<RecordPlace> parse_sequence_number(std::string_view text) {
  if (text.size() != kSequenceDigits || text.front() != '1') return std::nullopt;
  text.remove_prefix(1);
  if (text.find_first_not_of("0123456789") != text.npos) return std::nullopt;
  RecordPlace place;
  const bool read = take_digits(text, kTimeDigits, place.at.micros) &&
                    take_digits(text, kCountDigits, place.ordinal) &&
                    take_digits(text, kCountDigits, place.index);
  return read ? std::optional(place) : std::nullopt;
}

std::string encode(const StreamRecord& record) {
  std::string bytes;
  bytes.push_back(static_cast<char>(kFormat));
  bytes.push_back(static_cast<char>(record.kind));
  bytes.push_back(static_cast<char>(record.by));
  codec::append_sized(bytes, record.item_key);
  bytes.push_back(record.old_item ? '\1' : '\0');
  if (record.old_item) codec::append_sized(bytes, *record.old_item);
  return bytes;
}

Result<StreamRecord> decode_record(std::string_view bytes) {
  const auto damaged = [] { return fail(Code::kCorrupt, "a stream record is damaged"); };
  if (bytes.size() < 3 || bytes[0] != kFormat || bytes[1] < 0 || bytes[1] > 2 || bytes[2] < 0 ||
      bytes[2] > 1) {
    return damaged();
  }
  StreamRecord record;
  record.kind = static_cast<RecordKind>(bytes[1]);
  record.by = static_cast<ChangedBy>(bytes[2]);
  bytes.remove_prefix(3);
  TM_TRY(record.item_key, codec::take_sized(bytes));
  if (bytes.empty() || bytes[0] < 0 || bytes[0] > 1) return damaged();
  const bool has_old = bytes[0] == 1;
  bytes.remove_prefix(1);
  if (has_old) {
    TM_TRY(record.old_item, codec::take_sized(bytes));
  }
  if (!bytes.empty() || (has_old && record.kind == RecordKind::kInsert)) return damaged();
  return record;
}

void record_change(const storage::View& view, storage::Changes& changes,
                   const TableDescription& table, const storage::KeyRef& where,
                   const std::optional<storage::Version>& before, bool stays, ChangedBy by) {
  if (!table.stream || table.stream->disabled_at) return;
  StreamRecord record;
  record.kind = !before ? RecordKind::kInsert : stays ? RecordKind::kModify : RecordKind::kRemove;
  record.by = by;
  record.item_key = where.key;
  const bool replaced_in_its_group = before && before->written_at == view.now();
  if (replaced_in_its_group && table.stream->view != StreamView::kKeysOnly) {
    record.old_item = before->value;
  }
  // Writes only grow within a decision, so that their number orders its records.
  const auto index = static_cast<std::uint32_t>(changes.writes.size());
  changes.put({table.stream->stored_as, storage::kItems,
               encode(RecordPlace{view.now(), view.ordinal(), index})},
              encode(record));
}

}  // namespace tidemark::tables
