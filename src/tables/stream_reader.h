// Reading a stream: its shards, which are computed, and the records of a shard with their images.
//
//   for (const Shard& shard : shards_of(stream, store.commit_clock(), trim_horizon(store, now))) …
//   TM_TRY(const RecordsAnswer answer, read_records(store, stream, {shard.from, shard.until}));
//
// Threads   Any; reads of the past may wait for the disk, so not on a connection's thread.
// Errors    kCorrupt of damaged rows, and those of the store.
#pragma once

#include "storage/store.h"
#include "tables/stream_description.h"
#include "tables/stream_record.h"
#include "values/attribute_value.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tidemark::tables {

// Every shard covers this much of a stream's time. Source: developer guide, "Change data capture
// for DynamoDB Streams": a shard is written to for up to four hours.
inline constexpr std::chrono::hours kShardLife{4};

// The records with places in [from, until). Each shard is the parent of the next.
struct Shard {
  std::uint32_t number = 0;
  RecordPlace from;
  RecordPlace until;
  bool closed = false;  // no more records will come
};

// "shardId-00000001763647500123-1f0c8a52"; names rise with numbers.
std::string name_of(const StreamDescription& stream, std::uint32_t shard);

// Those that can have a record that is not trimmed, oldest first; at least one unless the stream
// has ended. `now`: the commit clock.
std::vector<Shard> shards_of(const StreamDescription& stream, Timestamp now, Timestamp horizon);

struct ReadRecord {
  RecordPlace place;
  RecordKind kind = RecordKind::kInsert;
  ChangedBy by = ChangedBy::kCustomer;
  values::Item keys;
  std::optional<values::Item> old_image;  // as the stream's view shows them
  std::optional<values::Item> new_image;
  std::size_t bytes = 0;  // keys and images, as AWS counts items
};

struct RecordRange {
  RecordPlace from;
  RecordPlace until;
};

// Source: API reference, GetRecords.
inline constexpr std::size_t kMaxRecords = 1000;
inline constexpr std::size_t kMaxRecordBytes = 1u << 20;

struct RecordPage {
  std::vector<ReadRecord> records;
  std::optional<RecordPlace> next;  // set when there may be more: where to go on
};

// A record's images are no longer kept: it was trimmed while it was being read.
struct RecordTrimmed {};

using RecordsAnswer = std::variant<RecordPage, RecordTrimmed>;

// At most `limit` records, and at most kMaxRecordBytes of them but at least one.
Result<RecordsAnswer> read_records(const storage::Store& store, const StreamDescription& stream,
                                   const RecordRange& range, std::size_t limit = kMaxRecords);

// The place after the last record of the range; its beginning if it has none.
Result<RecordPlace> end_of_records(const storage::Store& store, const StreamDescription& stream,
                                   const RecordRange& range);

}  // namespace tidemark::tables
