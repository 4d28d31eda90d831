#include "storage/layout.h"

#include "base/check.h"
#include "codec/ordered_bytes.h"

#include <fmt/format.h>

namespace tidemark::storage {

namespace {

constexpr std::uint8_t kRowVersion = 1;

template <class T>
void append_big_endian(std::string& out, T value) {
  for (std::size_t i = sizeof(T); i-- > 0;) out += static_cast<char>((value >> (8 * i)) & 0xff);
}

template <class T>
T take_big_endian(std::string_view bytes) {
  TM_CHECK(bytes.size() >= sizeof(T));
  T value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    value = static_cast<T>(static_cast<T>(value << 8) | static_cast<std::uint8_t>(bytes[i]));
  }
  return value;
}

std::uint64_t bits(Timestamp at) {
  return static_cast<std::uint64_t>(at.micros);
}

Timestamp instant(std::uint64_t bits) {
  return {static_cast<std::int64_t>(bits)};
}

}  // namespace

void append_u16(std::string& out, std::uint16_t value) {
  append_big_endian(out, value);
}

void append_u32(std::string& out, std::uint32_t value) {
  append_big_endian(out, value);
}

void append_u64(std::string& out, std::uint64_t value) {
  append_big_endian(out, value);
}

std::uint16_t take_u16(std::string_view bytes) {
  return take_big_endian<std::uint16_t>(bytes);
}

std::uint32_t take_u32(std::string_view bytes) {
  return take_big_endian<std::uint32_t>(bytes);
}

std::uint64_t take_u64(std::string_view bytes) {
  return take_big_endian<std::uint64_t>(bytes);
}

std::string keyspace_prefix(KeyspaceId keyspace) {
  std::string key;
  append_u64(key, keyspace.value);
  return key;
}

std::string keyspace_end(KeyspaceId keyspace) {
  return keyspace_prefix({keyspace.value + 1});
}

std::string suffix_of(Part part, std::string_view key) {
  std::string suffix;
  suffix.reserve(2 + key.size());
  append_u16(suffix, part);
  suffix += key;
  return suffix;
}

std::string part_end(Part part) {
  return part == 0xffff ? std::string() : suffix_of(static_cast<Part>(part + 1), {});
}

std::string cur_key(KeyspaceId keyspace, std::string_view suffix) {
  std::string key;
  key.reserve(kKeyspaceBytes + suffix.size());
  append_u64(key, keyspace.value);
  key += suffix;
  return key;
}

void make_cur_value(std::string& row, Timestamp written_at, std::uint8_t flags,
                    std::string_view value) {
  row.clear();
  row.reserve(9 + value.size());
  append_u64(row, bits(written_at));
  row += static_cast<char>(flags);
  row += value;
}

std::string cur_value(Timestamp written_at, std::uint8_t flags, std::string_view value) {
  std::string row;
  make_cur_value(row, written_at, flags, value);
  return row;
}

Result<RowView> view_cur_value(std::string_view row) {
  if (row.size() < 9 || static_cast<std::uint8_t>(row[8]) > kTombstoneFlag) {
    return fail(Code::kCorrupt,
                fmt::format("a stored row of {} bytes is none of ours", row.size()));
  }
  return RowView{instant(take_u64(row)), static_cast<std::uint8_t>(row[8]), row.substr(9)};
}

Result<StoredRow> parse_cur_value(std::string_view row) {
  TM_TRY(const RowView view, view_cur_value(row));
  return StoredRow{view.written_at, view.flags, std::string(view.value)};
}

std::string hist_seek_key(std::string_view cur_key, Timestamp at) {
  std::string key;
  key.reserve(cur_key.size() + 8);
  key += cur_key;
  append_u64(key, ~bits(at));
  return key;
}

std::string hist_key(std::string_view cur_key, Timestamp start, Timestamp end) {
  std::string key = hist_seek_key(cur_key, start);
  append_u64(key, ~bits(end));
  return key;
}

std::string hist_value(std::uint8_t flags, std::string_view value) {
  std::string row;
  row.reserve(1 + value.size());
  row += static_cast<char>(flags);
  row += value;
  return row;
}

std::optional<HistName> parse_hist_key(std::string_view key) {
  if (key.size() < kKeyspaceBytes + 2 + kVersionSuffixBytes) return std::nullopt;
  const std::string_view versions = key.substr(key.size() - kVersionSuffixBytes);
  return HistName{key.substr(0, key.size() - kVersionSuffixBytes), instant(~take_u64(versions)),
                  instant(~take_u64(versions.substr(8)))};
}

std::string log_seek_key(KeyspaceId keyspace, Timestamp at) {
  std::string key = keyspace_prefix(keyspace);
  append_u64(key, bits(at));
  return key;
}

std::string log_key(KeyspaceId keyspace, Timestamp at, std::uint32_t ordinal,
                    std::string_view suffix) {
  std::string key = log_seek_key(keyspace, at);
  append_u32(key, ordinal);
  key += suffix;
  return key;
}

std::optional<LogName> parse_log_key(std::string_view key) {
  if (key.size() < kKeyspaceBytes + 14) return std::nullopt;
  key.remove_prefix(kKeyspaceBytes);
  return LogName{instant(take_u64(key)), take_u32(key.substr(8)), take_u16(key.substr(12)),
                 key.substr(14)};
}

std::string tally_key(Part part) {
  std::string name = "t";
  if (part != kItems) append_u16(name, part);
  return codec::ordered(name);
}

std::optional<Part> part_of_tally(std::string_view key) {
  const auto name = codec::take_ordered(key);
  if (!name || !key.empty() || !name.value().starts_with('t')) return std::nullopt;
  if (name.value().size() == 1) return kItems;
  if (name.value().size() != 1 + sizeof(Part)) return std::nullopt;
  return take_u16(std::string_view(name.value()).substr(1));
}

std::string encode_tally(const Tally& tally) {
  std::string row;
  append_u64(row, static_cast<std::uint64_t>(tally.items));
  append_u64(row, static_cast<std::uint64_t>(tally.bytes));
  for (unsigned i = 0; i < 16; ++i) {
    row += static_cast<char>(static_cast<std::uint8_t>(tally.digest >> (8 * i)));
  }
  return row;
}

Result<Tally> parse_tally(std::string_view row) {
  if (row.size() != 32) {
    return fail(Code::kCorrupt, fmt::format("a tally row has {} bytes, not 32", row.size()));
  }
  Tally tally{static_cast<std::int64_t>(take_u64(row)),
              static_cast<std::int64_t>(take_u64(row.substr(8))), 0};
  for (unsigned i = 16; i-- > 0;) {
    tally.digest = (tally.digest << 8) | static_cast<std::uint8_t>(row[16 + i]);
  }
  return tally;
}

std::string table_row_key(TableId table) {
  std::string key = "t";
  append_u64(key, table.value);
  return key;
}

std::string pin_row_key(std::string_view id) {
  return "p" + std::string(id);
}

std::string job_row_key(std::string_view id) {
  return "j" + std::string(id);
}

std::string base_row_key(KeyspaceId base) {
  std::string key = "b";
  append_u64(key, base.value);
  return key;
}

namespace {

// Writes the fields of a meta row one after another.
class RowWriter {
 public:
  RowWriter() { out_ += static_cast<char>(kRowVersion); }

  RowWriter& u8(std::uint8_t value) {
    out_ += static_cast<char>(value);
    return *this;
  }

  RowWriter& u32(std::uint32_t value) {
    append_u32(out_, value);
    return *this;
  }

  RowWriter& u64(std::uint64_t value) {
    append_u64(out_, value);
    return *this;
  }

  RowWriter& at(Timestamp value) { return u64(bits(value)); }

  RowWriter& maybe_at(const std::optional<Timestamp>& value) {
    u8(value ? 1 : 0);
    return value ? at(*value) : *this;
  }

  RowWriter& varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) out_ += static_cast<char>(0x80 | (value & 0x7f));
    out_ += static_cast<char>(value);
    return *this;
  }

  RowWriter& text(std::string_view value) {
    varint(value.size());
    out_ += value;
    return *this;
  }

  RowWriter& strata(const Strata& value) {
    varint(value.size());
    for (const StratumRef& stratum : value) {
      u64(stratum.keyspace.value);
      // All ones on disk, so that a base sorts and reads as "later than any instant".
      u64(stratum.at == Timestamp::max() ? ~std::uint64_t{0} : bits(stratum.at));
    }
    return *this;
  }

  std::string done() { return std::move(out_); }

 private:
  std::string out_;
};

// Reads them back; after a short row every further field is zero and ok() is false.
class RowReader {
 public:
  explicit RowReader(std::string_view row) : rest_(row) { version_ = u8(); }

  std::uint8_t u8() { return has(1) ? static_cast<std::uint8_t>(take(1)[0]) : std::uint8_t{0}; }

  std::uint32_t u32() { return has(4) ? take_u32(take(4)) : 0; }

  std::uint64_t u64() { return has(8) ? take_u64(take(8)) : 0; }

  Timestamp at() { return instant(u64()); }

  std::optional<Timestamp> maybe_at() {
    if (u8() == 0) return std::nullopt;
    return at();
  }

  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const std::uint8_t byte = u8();
      value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    ok_ = false;
    return 0;
  }

  std::string text() {
    const std::uint64_t size = varint();
    return has(size) ? std::string(take(size)) : std::string();
  }

  Strata strata() {
    Strata result;
    for (std::uint64_t count = varint(); count > 0 && ok_; --count) {
      const KeyspaceId keyspace{u64()};
      const std::uint64_t at_bits = u64();
      result.push_back(
          {keyspace, at_bits == ~std::uint64_t{0} ? Timestamp::max() : instant(at_bits)});
    }
    return result;
  }

  Status finish(std::string_view what) {
    if (version_ > kRowVersion) {
      return fail(Code::kInvalid,
                  fmt::format("the {} row has version {}, this program knows up to {}", what,
                              version_, kRowVersion));
    }
    if (!ok_ || !rest_.empty()) {
      return fail(Code::kCorrupt, fmt::format("the {} row is damaged", what));
    }
    return Ok{};
  }

 private:
  bool has(std::uint64_t count) {
    if (count > rest_.size()) ok_ = false;
    return ok_;
  }

  std::string_view take(std::uint64_t count) {
    const std::string_view head = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return head;
  }

  std::string_view rest_;
  bool ok_ = true;
  std::uint8_t version_ = 0;
};

}  // namespace

std::string encode_format() {
  return RowWriter().u32(kStoreFormat).done();
}

Status check_format(std::string_view row) {
  RowReader reader(row);
  const std::uint32_t format = reader.u32();
  if (format > kStoreFormat) {
    return fail(Code::kInvalid,
                fmt::format("the store has format {}, this program knows up to format {}", format,
                            kStoreFormat));
  }
  return reader.finish("format");
}

std::string encode_clock(const ClockRow& clock) {
  return RowWriter().at(clock.last_commit).at(clock.closed).done();
}

Result<ClockRow> parse_clock(std::string_view row) {
  RowReader reader(row);
  const Timestamp last_commit = reader.at();
  const Timestamp closed = reader.at();
  TM_TRY_STATUS(reader.finish("clock"));
  return ClockRow{last_commit, closed};
}

std::string encode_watch(const WatchRow& watch) {
  return RowWriter()
      .text(watch.boot)
      .u64(static_cast<std::uint64_t>(watch.offset.count()))
      .at(watch.trusted)
      .u8(watch.in_doubt ? 1 : 0)
      .done();
}

Result<WatchRow> parse_watch(std::string_view row) {
  RowReader reader(row);
  WatchRow watch;
  watch.boot = reader.text();
  watch.offset = std::chrono::microseconds(static_cast<std::int64_t>(reader.u64()));
  watch.trusted = reader.at();
  watch.in_doubt = reader.u8() != 0;
  TM_TRY_STATUS(reader.finish("clock watch"));
  return watch;
}

std::string encode_number(std::uint64_t number) {
  return RowWriter().u64(number).done();
}

Result<std::uint64_t> parse_number(std::string_view row) {
  RowReader reader(row);
  const std::uint64_t number = reader.u64();
  TM_TRY_STATUS(reader.finish("number"));
  return number;
}

std::string encode_table(const TableState& table) {
  return RowWriter()
      .strata(table.beneath)
      .u8(table.history.kept ? 1 : 0)
      .u64(static_cast<std::uint64_t>(table.history.period.count()))
      .at(table.history.floor)
      .maybe_at(table.history.changes_from)
      .at(table.created_at)
      .maybe_at(table.dropped_at)
      .done();
}

Result<TableState> parse_table(TableId id, std::string_view row) {
  RowReader reader(row);
  TableState table{
      .id = id, .beneath = reader.strata(), .history = {}, .created_at = {}, .dropped_at = {}};
  table.history.kept = reader.u8() != 0;
  table.history.period = std::chrono::microseconds(static_cast<std::int64_t>(reader.u64()));
  table.history.floor = reader.at();
  table.history.changes_from = reader.maybe_at();
  table.created_at = reader.at();
  table.dropped_at = reader.maybe_at();
  TM_TRY_STATUS(reader.finish("table"));
  return table;
}

std::string encode_pin(const PinState& pin) {
  return RowWriter().u64(pin.table.value).at(pin.at).strata(pin.sees).done();
}

Result<PinState> parse_pin(std::string_view id, std::string_view row) {
  RowReader reader(row);
  PinState pin{.id = std::string(id), .table = {reader.u64()}, .at = {}, .sees = {}};
  pin.at = reader.at();
  pin.sees = reader.strata();
  TM_TRY_STATUS(reader.finish("pin"));
  return pin;
}

std::string encode_job(const JobRow& job) {
  return RowWriter()
      .text(job.kind)
      .at(job.due_at)
      .u32(job.failures)
      .u8(job.failed ? 1 : 0)
      .text(job.reason)
      .text(job.state)
      .done();
}

Result<JobRow> parse_job(std::string_view id, std::string_view row) {
  RowReader reader(row);
  JobRow job{.id = std::string(id),
             .kind = reader.text(),
             .due_at = {},
             .failures = 0,
             .failed = false,
             .reason = {},
             .state = {}};
  job.due_at = reader.at();
  job.failures = reader.u32();
  job.failed = reader.u8() != 0;
  job.reason = reader.text();
  job.state = reader.text();
  TM_TRY_STATUS(reader.finish("job"));
  return job;
}

}  // namespace tidemark::storage
