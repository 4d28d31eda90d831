// The store's bytes: keys and rows of every family, as docs/formats/store.md draws them.
//
//   cur.put(cur_key(keyspace, part, key), cur_value({at, kValueFlag, bytes}));
//
// Threads   Plain functions.
// Format    docs/formats/store.md.
#pragma once

#include "base/result.h"
#include "storage/types.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tidemark::storage {

inline constexpr std::uint32_t kStoreFormat = 1;
inline constexpr std::uint64_t kFirstNumber = 16;  // below: the store's own tables

inline constexpr std::uint8_t kValueFlag = 0;
inline constexpr std::uint8_t kTombstoneFlag = 1;

// The store's own part, with the tally of each part that has one.
inline constexpr Part kTallyPart = 0xffff;
std::string tally_key(Part part);
// nullopt: no key of that part.
std::optional<Part> part_of_tally(std::string_view key);

inline constexpr std::size_t kKeyspaceBytes = 8;
inline constexpr std::size_t kVersionSuffixBytes = 16;  // ~start · ~end of a hist key

// A row of `cur` or `hist`: one version of one key in one keyspace.
struct StoredRow {
  Timestamp written_at;
  std::uint8_t flags = kValueFlag;
  std::string value;

  [[nodiscard]] bool tombstone() const { return flags == kTombstoneFlag; }
};

// The same without a copy: points into what was read.
struct RowView {
  Timestamp written_at;
  std::uint8_t flags = kValueFlag;
  std::string_view value;

  // Uses the string that `row` already has.
  void copy_to(StoredRow& row) const {
    row.written_at = written_at;
    row.flags = flags;
    row.value.assign(value);
  }
};

void append_u16(std::string& out, std::uint16_t value);
void append_u32(std::string& out, std::uint32_t value);
void append_u64(std::string& out, std::uint64_t value);
// The first bytes of `bytes`, which must be long enough.
std::uint16_t take_u16(std::string_view bytes);
std::uint32_t take_u32(std::string_view bytes);
std::uint64_t take_u64(std::string_view bytes);

std::string keyspace_prefix(KeyspaceId keyspace);
// The first key after all keys of the keyspace.
std::string keyspace_end(KeyspaceId keyspace);
// part · key: what a key is called within its keyspace.
std::string suffix_of(Part part, std::string_view key);
// The first suffix after all of the part; empty for the last part.
std::string part_end(Part part);
std::string cur_key(KeyspaceId keyspace, std::string_view suffix);

// Replaces `row` by the value, in the memory that it has.
void make_cur_value(std::string& row, Timestamp written_at, std::uint8_t flags,
                    std::string_view value);
std::string cur_value(Timestamp written_at, std::uint8_t flags, std::string_view value);
Result<RowView> view_cur_value(std::string_view row);
Result<StoredRow> parse_cur_value(std::string_view row);

// `~at`: where the versions of a key that began at or before `at` start.
std::string hist_seek_key(std::string_view cur_key, Timestamp at);
std::string hist_key(std::string_view cur_key, Timestamp start, Timestamp end);
std::string hist_value(std::uint8_t flags, std::string_view value);

struct HistName {
  std::string_view cur_key;  // points into the parsed key
  Timestamp start;
  Timestamp end;
};

// nullopt when too short to be one.
std::optional<HistName> parse_hist_key(std::string_view key);

std::string log_seek_key(KeyspaceId keyspace, Timestamp at);
std::string log_key(KeyspaceId keyspace, Timestamp at, std::uint32_t ordinal,
                    std::string_view suffix);

struct LogName {
  Timestamp at;
  std::uint32_t ordinal = 0;
  Part part = kItems;
  std::string_view key;
};

std::optional<LogName> parse_log_key(std::string_view key);

std::string encode_tally(const Tally& tally);
Result<Tally> parse_tally(std::string_view bytes);

// Meta keys.
inline constexpr std::string_view kFormatRow = "f";
inline constexpr std::string_view kClockRow = "k";
inline constexpr std::string_view kNumberRow = "n";
inline constexpr std::string_view kWatchRow = "w";
std::string table_row_key(TableId table);
std::string pin_row_key(std::string_view id);
std::string job_row_key(std::string_view id);
std::string base_row_key(KeyspaceId base);

// Meta rows. Errors of the parsers: kCorrupt, kInvalid for a row version newer than ours.
struct ClockRow {
  Timestamp last_commit;
  Timestamp closed;
};

// What is held of the wall clock from one start to the next.
struct WatchRow {
  std::string boot{};                   // Clock::boot
  std::chrono::microseconds offset{0};  // wall clock minus boot clock, when last trusted
  Timestamp trusted{};                  // what the trusted clock showed when this was written
  bool in_doubt = false;
};

std::string encode_format();
Status check_format(std::string_view row);
std::string encode_clock(const ClockRow& clock);
Result<ClockRow> parse_clock(std::string_view row);
std::string encode_watch(const WatchRow& watch);
Result<WatchRow> parse_watch(std::string_view row);
std::string encode_number(std::uint64_t number);
Result<std::uint64_t> parse_number(std::string_view row);
std::string encode_table(const TableState& table);
Result<TableState> parse_table(TableId id, std::string_view row);
std::string encode_pin(const PinState& pin);
Result<PinState> parse_pin(std::string_view id, std::string_view row);
std::string encode_job(const JobRow& job);
Result<JobRow> parse_job(std::string_view id, std::string_view row);

}  // namespace tidemark::storage
