// Whatever bytes lie in the store are either read or refused, and what is read is written back as
// the same bytes (rows and names of one shape only) or as bytes that are read as the same.
#include "property.h"
#include "storage/layout.h"

#include <string>

namespace {

using namespace tidemark;
using namespace tidemark::storage;

void check_rows(std::string_view bytes) {
  if (const auto row = parse_cur_value(bytes)) {
    TM_CHECK(cur_value(row.value().written_at, row.value().flags, row.value().value) == bytes);
  }
  if (const auto tally = parse_tally(bytes)) TM_CHECK(encode_tally(tally.value()) == bytes);
  TM_CHECK(!check_format(bytes) || bytes.size() == encode_format().size());
}

void check_names(std::string_view bytes) {
  if (const auto name = parse_hist_key(bytes)) {
    TM_CHECK(hist_key(name->cur_key, name->start, name->end) == bytes);
    TM_CHECK(bytes.starts_with(hist_seek_key(name->cur_key, name->start)));
  }
  if (const auto name = parse_log_key(bytes)) {
    const KeyspaceId keyspace{take_u64(bytes)};
    TM_CHECK(log_key(keyspace, name->at, name->ordinal, suffix_of(name->part, name->key)) == bytes);
    TM_CHECK(bytes.starts_with(log_seek_key(keyspace, name->at)));
  }
}

// Of two versions of a key the later one comes first; of two keys, all versions of the one come
// before all of the other.
void check_order(std::string_view bytes) {
  if (bytes.size() < 32) return;
  const Timestamp one{static_cast<std::int64_t>(take_u64(bytes) >> 1)};
  const Timestamp two{static_cast<std::int64_t>(take_u64(bytes.substr(8)) >> 1)};
  const std::string_view key = bytes.substr(16);
  TM_CHECK((one < two) == (hist_seek_key(key, one) > hist_seek_key(key, two)));
  const KeyspaceId keyspace{take_u64(bytes)};
  TM_CHECK((one < two) == (log_seek_key(keyspace, one) < log_seek_key(keyspace, two)));
  TM_CHECK(keyspace.value == UINT64_MAX || keyspace_prefix(keyspace) < keyspace_end(keyspace));
}

// Reads a meta row, writes it, reads that: the same row, and from then on the same bytes.
template <class Parse, class Encode>
void check_meta(std::string_view bytes, Parse parse, Encode encode) {
  const auto row = parse(bytes);
  if (!row) {
    TM_CHECK(!row.error().message.empty());
    return;
  }
  const std::string written = encode(row.value());
  TM_CHECK(written.size() <= bytes.size());
  const auto again = parse(written);
  TM_CHECK(again && encode(again.value()) == written);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = text_of(data, size);
  check_rows(bytes);
  check_names(bytes);
  check_order(bytes);
  check_meta(bytes, parse_clock, encode_clock);
  check_meta(bytes, parse_watch, encode_watch);
  check_meta(bytes, parse_number, encode_number);
  check_meta(bytes, [](std::string_view row) { return parse_table({17}, row); }, encode_table);
  check_meta(bytes, [](std::string_view row) { return parse_pin("id", row); }, encode_pin);
  check_meta(bytes, [](std::string_view row) { return parse_job("id", row); }, encode_job);
  return 0;
}
