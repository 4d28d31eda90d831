// Where a reader of a shard stands, as the text it is given and brings back: signed, so that only
// what was given is taken.
//
//   "arn:aws:dynamodb:…/stream/2026-11-20T14:05:00.123|1|AQAAAA…"
//
// Threads   Pure.
#pragma once

#include "tables/stream_description.h"
#include "tables/stream_record.h"

#include <optional>
#include <string>
#include <string_view>

namespace tidemark::api {

// Source: API reference, GetShardIterator.
inline constexpr std::chrono::minutes kIteratorLife{15};

struct ShardIterator {
  std::uint32_t shard = 0;
  tables::RecordPlace from;
  bool from_horizon = false;  // at `from`, or at the oldest record if that is later
  Timestamp issued_at;
  friend bool operator==(const ShardIterator&, const ShardIterator&) = default;
};

std::string to_text(const tables::StreamDescription& stream, const ShardIterator& iterator);

// The stream's ARN in front; nullopt for a text that is no iterator.
std::optional<std::string_view> arn_in(std::string_view text);

// Nullopt for a text that was not made for this stream.
std::optional<ShardIterator> parse_iterator(const tables::StreamDescription& stream,
                                            std::string_view text);

}  // namespace tidemark::api
