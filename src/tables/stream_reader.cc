#include "tables/stream_reader.h"

#include "codec/sha256.h"
#include "values/item_bytes.h"
#include "values/item_key.h"
#include "values/item_size.h"

#include <algorithm>
#include <map>

namespace tidemark::tables {
namespace {

using values::Item;

struct Row {
  RecordPlace place;
  StreamRecord record;
  // What the record's item was replaced by at the same commit time, if it was.
  const StreamRecord* follower = nullptr;
};

bool shows_old(StreamView view) {
  return view == StreamView::kOldImage || view == StreamView::kNewAndOldImages;
}

bool shows_new(StreamView view) {
  return view == StreamView::kNewImage || view == StreamView::kNewAndOldImages;
}

std::uint32_t shard_at(const StreamDescription& stream, Timestamp at) {
  const auto since = std::max(at - stream.created_at, std::chrono::microseconds(0));
  return static_cast<std::uint32_t>(since / kShardLife);
}

Timestamp beginning_of(const StreamDescription& stream, std::uint32_t shard) {
  return stream.created_at + std::chrono::microseconds(kShardLife) * std::int64_t{shard};
}

Shard shard_of(const StreamDescription& stream, std::uint32_t number, Timestamp now) {
  Shard shard{number,
              {beginning_of(stream, number), 0, 0},
              {beginning_of(stream, number + 1), 0, 0},
              false};
  if (stream.disabled_at) {
    // The commits of its last instant came before it was disabled.
    const Timestamp after = *stream.disabled_at + std::chrono::microseconds(1);
    shard.until = std::min(shard.until, RecordPlace{after, 0, 0});
  }
  shard.closed = stream.disabled_at || shard.until.at <= now;
  return shard;
}

// At most `limit` rows, and behind them those of the last one's instant, which may replace it.
Result<std::vector<Row>> rows_of(const storage::Store& store, const StreamDescription& stream,
                                 const RecordRange& range, std::size_t limit) {
  std::vector<Row> rows;
  if (range.from >= range.until) return rows;
  TM_TRY(storage::Scan scan,
         store.scan({stream.stored_as, storage::kItems, encode(range.from), encode(range.until)},
                    storage::Direction::kForward));
  for (; scan.valid(); scan.next()) {
    TM_TRY(const RecordPlace place, decode_place(scan.key()));
    if (rows.size() >= limit && place.at != rows.back().place.at) break;
    TM_TRY(StreamRecord record, decode_record(scan.value()));
    rows.push_back({place, std::move(record)});
  }
  TM_TRY_STATUS(scan.status());
  std::map<std::string_view, const StreamRecord*> later;
  for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
    if (row != rows.rbegin() && std::prev(row)->place.at != row->place.at) later.clear();
    const StreamRecord*& known = later[row->record.item_key];
    row->follower = std::exchange(known, &row->record);
  }
  return rows;
}

// The item as of an instant; nothing where it is not kept any more.
Result<std::optional<Item>> item_at(const storage::Store& store, const StreamDescription& stream,
                                    const std::string& key, Timestamp at) {
  const auto version = store.read_as_of({stream.items, storage::kItems, key}, at);
  if (!version) {
    const Code code = version.error().code;
    if (code == Code::kInvalid || code == Code::kNotFound) return std::optional<Item>();
    return version.error();
  }
  if (!version.value()) {
    return fail(Code::kCorrupt, fmt::format("a record of stream {} shows an item as of {} that "
                                            "was not there",
                                            stream.stored_as.value, at.micros));
  }
  TM_TRY(Item item, values::item_from_bytes(version.value()->value));
  return std::optional<Item>(std::move(item));
}

Result<std::optional<Item>> inline_item(const std::string& bytes) {
  TM_TRY(Item item, values::item_from_bytes(bytes));
  return std::optional<Item>(std::move(item));
}

Result<std::optional<Item>> old_image(const storage::Store& store, const StreamDescription& stream,
                                      const Row& row) {
  if (row.record.old_item) return inline_item(*row.record.old_item);
  return item_at(store, stream, row.record.item_key, row.place.at - std::chrono::microseconds(1));
}

Result<std::optional<Item>> new_image(const storage::Store& store, const StreamDescription& stream,
                                      const Row& row) {
  if (row.follower == nullptr) return item_at(store, stream, row.record.item_key, row.place.at);
  if (row.follower->old_item) return inline_item(*row.follower->old_item);
  return fail(Code::kCorrupt, fmt::format("a record of stream {} lacks the image that it replaced",
                                          stream.stored_as.value));
}

// Nothing: an image of it is not kept any more.
Result<std::optional<ReadRecord>> shown(const storage::Store& store,
                                        const StreamDescription& stream, const Row& row) {
  ReadRecord read{row.place, row.record.kind, row.record.by, {}, {}, {}, 0};
  TM_TRY(read.keys, values::key_from_bytes(stream.keys, row.record.item_key));
  read.bytes = values::bytes_of(read.keys);
  if (shows_old(stream.view) && read.kind != RecordKind::kInsert) {
    TM_TRY(read.old_image, old_image(store, stream, row));
    if (!read.old_image) return std::optional<ReadRecord>();
    read.bytes += values::bytes_of(*read.old_image);
  }
  if (shows_new(stream.view) && read.kind != RecordKind::kRemove) {
    TM_TRY(read.new_image, new_image(store, stream, row));
    if (!read.new_image) return std::optional<ReadRecord>();
    read.bytes += values::bytes_of(*read.new_image);
  }
  return std::optional<ReadRecord>(std::move(read));
}

}  // namespace

std::string name_of(const StreamDescription& stream, std::uint32_t shard) {
  const std::string digest = codec::sha256_hex(fmt::format("{}/{}", stream.stored_as.value, shard));
  return fmt::format("shardId-{:020}-{}", beginning_of(stream, shard).micros / 1000,
                     digest.substr(0, 8));
}

std::vector<Shard> shards_of(const StreamDescription& stream, Timestamp now, Timestamp horizon) {
  const Timestamp last = stream.disabled_at ? std::min(*stream.disabled_at, now) : now;
  std::vector<Shard> shards;
  for (std::uint32_t n = shard_at(stream, horizon); n <= shard_at(stream, last); ++n) {
    Shard shard = shard_of(stream, n, now);
    if (shard.until.at > horizon + std::chrono::microseconds(1)) shards.push_back(shard);
  }
  return shards;
}

Result<RecordsAnswer> read_records(const storage::Store& store, const StreamDescription& stream,
                                   const RecordRange& range, std::size_t limit) {
  TM_TRY(const std::vector<Row> rows, rows_of(store, stream, range, limit));
  RecordPage page;
  std::size_t bytes = 0;
  for (const Row& row : rows) {
    if (page.records.size() == limit) {
      page.next = row.place;
      return RecordsAnswer(std::move(page));
    }
    TM_TRY(std::optional<ReadRecord> record, shown(store, stream, row));
    if (!record && page.records.empty()) return RecordsAnswer(RecordTrimmed{});
    bytes += record ? record->bytes : 0;
    if (!record || (bytes > kMaxRecordBytes && !page.records.empty())) {
      page.next = row.place;
      return RecordsAnswer(std::move(page));
    }
    page.records.push_back(*std::move(record));
  }
  // There may be more behind a full page; what stands behind others is not written yet.
  if (page.records.size() == limit) page.next = page.records.back().place.next();
  return RecordsAnswer(std::move(page));
}

Result<RecordPlace> end_of_records(const storage::Store& store, const StreamDescription& stream,
                                   const RecordRange& range) {
  TM_TRY(storage::Scan scan,
         store.scan({stream.stored_as, storage::kItems, encode(range.from), encode(range.until)},
                    storage::Direction::kBackward));
  TM_TRY_STATUS(scan.status());
  if (!scan.valid()) return range.from;
  TM_TRY(const RecordPlace last, decode_place(scan.key()));
  return last.next();
}

}  // namespace tidemark::tables
