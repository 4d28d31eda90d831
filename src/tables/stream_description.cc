#include "tables/stream_description.h"

#include "codec/iso8601.h"
#include "codec/ordered_bytes.h"
#include "codec/row_bytes.h"
#include "tables/table_features.h"

namespace tidemark::tables {
namespace {

constexpr std::uint8_t kFormat = 1;
// A name has at most one enabled stream; the ended ones stay for a day.
constexpr std::size_t kMostOfAName = 10'000;

std::string prefix_of(std::string_view account, std::string_view region,
                      const std::optional<std::string>& table) {
  std::string prefix;
  codec::append_ordered(prefix, account);
  codec::append_ordered(prefix, region);
  if (table) codec::append_ordered(prefix, *table);
  return prefix;
}

// The first key behind all that begin with `prefix`, whose last byte is a terminator's 00.
std::string end_of(std::string prefix) {
  prefix.back() = '\1';
  return prefix;
}

Result<FoundStream> decoded(const std::optional<storage::Version>& version) {
  if (!version) return FoundStream{};
  TM_TRY(StreamDescription stream, decode_stream(version->value));
  return FoundStream{std::move(stream)};
}

}  // namespace

std::string label_of(Timestamp label_at) {
  std::string label = codec::to_iso8601(label_at, codec::Fraction::kMillis);
  label.pop_back();  // the zone
  return label;
}

std::string stream_arn(const TableName& table, Timestamp label_at) {
  return fmt::format("{}/stream/{}", arn_of(table), label_of(label_at));
}

storage::KeyRef stream_key(const TableName& table, std::string_view label) {
  std::string key = prefix_of(table.account, table.region, table.name);
  codec::append_ordered(key, label);
  return {storage::kCatalog, kStreams, std::move(key)};
}

std::string encode(const StreamDescription& stream) {
  RowWriter out;
  out.byte(kFormat);
  out.text(stream.table.account);
  out.text(stream.table.region);
  out.text(stream.table.name);
  out.text(stream.table_id);
  out.fixed(stream.items.value);
  out.fixed(stream.stored_as.value);
  write_key(out, stream.keys.hash);
  out.optional(stream.keys.range, write_key);
  out.byte(static_cast<std::uint8_t>(stream.view));
  out.instant(stream.label_at);
  out.instant(stream.created_at);
  out.optional(stream.disabled_at, [](RowWriter& to, Timestamp at) { to.instant(at); });
  out.text(stream.secret);
  return out.take();
}

Result<StreamDescription> decode_stream(std::string_view bytes) {
  RowReader in(bytes, "a stream's row");
  if (in.byte() != kFormat && !in.damaged()) in.fail_with("is of an unknown version");
  StreamDescription stream;
  stream.table.account = in.text();
  stream.table.region = in.text();
  stream.table.name = in.text();
  stream.table_id = in.text();
  stream.items.value = in.fixed();
  stream.stored_as.value = in.fixed();
  stream.keys.hash = read_key(in);
  stream.keys.range = in.optional(read_key);
  stream.view = static_cast<StreamView>(in.byte(3));
  stream.label_at = in.instant();
  stream.created_at = in.instant();
  stream.disabled_at = in.optional([](RowReader& from) { return from.instant(); });
  stream.secret = in.text();
  TM_TRY_STATUS(in.status());
  return stream;
}

Result<FoundStream> find_stream(const storage::Store& store, const TableName& table,
                                std::string_view label) {
  TM_TRY(const auto version, store.read(stream_key(table, label)));
  return decoded(version);
}

Result<FoundStream> find_stream(const storage::View& view, const storage::KeyRef& key) {
  TM_TRY(const auto version, view.get(key));
  return decoded(version);
}

Result<std::vector<StreamDescription>> streams_of(const storage::View& view,
                                                  const TableName& name) {
  const std::string prefix = prefix_of(name.account, name.region, name.name);
  TM_TRY(const auto rows,
         view.list(storage::kCatalog, kStreams, prefix, end_of(prefix), kMostOfAName));
  std::vector<StreamDescription> streams;
  for (const auto& [key, version] : rows) {
    TM_TRY(StreamDescription stream, decode_stream(version.value));
    streams.push_back(std::move(stream));
  }
  return streams;
}

Result<StreamPage> list_streams(const storage::Store& store, const StreamFilter& filter) {
  const std::string prefix = prefix_of(filter.account, filter.region, filter.table);
  std::string from = prefix;
  if (filter.after) from = std::max(from, filter.after->key + '\0');
  const std::string until = end_of(prefix);
  StreamPage page;
  if (from >= until) return page;
  TM_TRY(storage::Scan rows,
         store.scan({storage::kCatalog, kStreams, from, until}, storage::Direction::kForward));
  for (; rows.valid(); rows.next()) {
    if (page.streams.size() == filter.limit) {
      page.more = true;
      break;
    }
    TM_TRY(StreamDescription stream, decode_stream(rows.value()));
    page.streams.push_back(std::move(stream));
  }
  TM_TRY_STATUS(rows.status());
  return page;
}

}  // namespace tidemark::tables
