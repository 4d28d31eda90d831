#include "api/errors.h"
#include "api/operations.h"
#include "api/shard_iterator.h"
#include "api/stream_members.h"
#include "tables/stream_reader.h"

#include <algorithm>

namespace tidemark::api {
namespace {

struct Asked {
  std::string arn;
  std::string shard;
  std::string type;
  std::optional<std::string> sequence;
};

bool names_a_place(const std::string& type) {
  return type == "AT_SEQUENCE_NUMBER" || type == "AFTER_SEQUENCE_NUMBER";
}

Parsed<Asked> asked_of(const Request& request) {
  Members members(request.body);
  const auto arn = members.text("StreamArn", {.required = true});
  const auto shard = members.text("ShardId", {.required = true, .min = 28, .max = 65});
  const auto type = members.text(
      "ShardIteratorType",
      {.required = true,
       .one_of = {"AFTER_SEQUENCE_NUMBER", "LATEST", "AT_SEQUENCE_NUMBER", "TRIM_HORIZON"}});
  const auto sequence = members.text("SequenceNumber", {.min = 21, .max = 40});
  if (auto refusal = members.refusal()) return *std::move(refusal);
  if (names_a_place(*type) && !sequence) {
    return validation_error(fmt::format(
        "One or more parameter values were invalid: SequenceNumber must be specified for {}",
        *type));
  }
  if (!names_a_place(*type) && sequence) {
    return validation_error(fmt::format(
        "One or more parameter values were invalid: SequenceNumber must not be specified for {}",
        *type));
  }
  return Asked{*arn, *shard, *type, sequence};
}

// Where to begin, or why not.
Parsed<ShardIterator> begin(const storage::Store& store, const tables::StreamDescription& stream,
                            const tables::Shard& shard, const Asked& asked, Timestamp horizon) {
  ShardIterator iterator{shard.number, shard.from, false, {}};
  if (asked.type == "TRIM_HORIZON") {
    iterator.from_horizon = true;
    return iterator;
  }
  if (asked.type == "LATEST") {
    const auto end = tables::end_of_records(store, stream, {shard.from, shard.until});
    if (!end) return error_reply(end.error());
    iterator.from = end.value();
    iterator.from_horizon = iterator.from.at <= horizon;  // all before it is trimmed
    return iterator;
  }
  const auto place = tables::parse_sequence_number(*asked.sequence);
  if (!place || *place < shard.from || *place >= shard.until) {
    return validation_error("Invalid SequenceNumber for the shard");
  }
  iterator.from = asked.type == "AT_SEQUENCE_NUMBER" ? *place : place->next();
  // A shard's beginning is no record: from there everything that is left is wanted.
  iterator.from_horizon = *place == shard.from;
  if (!iterator.from_horizon && place->at <= horizon) {
    return error_reply("TrimmedDataAccessException",
                       "The data you are trying to access has been trimmed");
  }
  return iterator;
}

Reply answer(const storage::Store& store, const tables::StreamDescription& stream,
             const Asked& asked, Timestamp now) {
  const Timestamp horizon = tables::trim_horizon(store, now);
  const auto shards = tables::shards_of(stream, store.commit_clock(), horizon);
  const auto shard = std::ranges::find_if(shards, [&](const tables::Shard& one) {
    return tables::name_of(stream, one.number) == asked.shard;
  });
  if (shard == shards.end()) {
    return error_reply("ResourceNotFoundException",
                       fmt::format("Requested resource not found: Shard: {} in Stream: {} not "
                                   "found",
                                   asked.shard, asked.arn));
  }
  Parsed<ShardIterator> begun = begin(store, stream, *shard, asked, horizon);
  if (!begun) return std::move(begun).refusal();
  begun.value().issued_at = now;
  codec::JsonWriter out;
  out.begin_object().key("ShardIterator").string(to_text(stream, begun.value())).end_object();
  return {.body = out.take()};
}

Handling handle(const Request& request, Engine& engine) {
  TM_OR_REPLY(const Asked asked, asked_of(request));
  TM_OR_REPLY(const StreamName name, stream_name_of(request.call, asked.arn));
  const auto* const store = engine.regions.find(request.call.region);
  TM_OR_REPLY(const tables::StreamDescription stream, find_stream(store, name, asked.arn));
  return BackgroundReply{[store, stream, asked, now = engine.clock.now()] {
    return answer(*store, stream, asked, now);
  }};
}

}  // namespace

const Operation kGetShardIterator{.name = "GetShardIterator",
                                  .honoured = "StreamArn ShardId ShardIteratorType SequenceNumber",
                                  .of_streams = true,
                                  .handle = handle};

}  // namespace tidemark::api
