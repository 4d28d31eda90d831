#include "api/errors.h"
#include "api/operations.h"
#include "api/shard_iterator.h"
#include "api/stream_members.h"
#include "codec/sha256.h"
#include "tables/stream_reader.h"
#include "values/dynamodb_json.h"

#include <algorithm>

namespace tidemark::api {
namespace {

Reply invalid_iterator() {
  return validation_error("Invalid ShardIterator");
}

Reply trimmed() {
  return error_reply("TrimmedDataAccessException",
                     "The data you are trying to access has been trimmed");
}

std::string_view name_of(tables::RecordKind kind) {
  switch (kind) {
    case tables::RecordKind::kInsert: return "INSERT";
    case tables::RecordKind::kModify: return "MODIFY";
    case tables::RecordKind::kRemove: break;
  }
  return "REMOVE";
}

// The same whenever and however often the record is read.
std::string event_id(const tables::StreamDescription& stream, const tables::RecordPlace& place) {
  return codec::sha256_hex(fmt::format("{}/{}/{}", stream.table_id, stream.stored_as.value,
                                       tables::sequence_number(place)))
      .substr(0, 32);
}

void write_image(codec::JsonWriter& out, std::string_view name,
                 const std::optional<values::Item>& image) {
  if (image) values::write_item(out.key(name), *image);
}

void write_record(codec::JsonWriter& out, const tables::StreamDescription& stream,
                  const tables::ReadRecord& record) {
  out.begin_object();
  out.key("awsRegion").string(stream.table.region);
  out.key("dynamodb").begin_object();
  out.key("ApproximateCreationDateTime").number(record.place.at.micros / 1'000'000);
  values::write_item(out.key("Keys"), record.keys);
  write_image(out, "NewImage", record.new_image);
  write_image(out, "OldImage", record.old_image);
  out.key("SequenceNumber").string(tables::sequence_number(record.place));
  out.key("SizeBytes").number(static_cast<std::int64_t>(record.bytes));
  out.key("StreamViewType").string(view_text(stream.view)).end_object();
  out.key("eventID").string(event_id(stream, record.place));
  out.key("eventName").string(name_of(record.kind));
  out.key("eventSource").string("aws:dynamodb");
  out.key("eventVersion").string("1.1");
  if (record.by == tables::ChangedBy::kExpiry) {
    out.key("userIdentity").begin_object();
    out.key("PrincipalId").string("dynamodb.amazonaws.com");
    out.key("Type").string("Service").end_object();
  }
  out.end_object();
}

struct Reading {
  tables::StreamDescription stream;
  ShardIterator iterator;
  std::size_t limit = tables::kMaxRecords;
  Timestamp now;
};

Reply answer(const Reading& reading, const tables::Shard& shard, const tables::RecordPage& page,
             const tables::RecordPlace& from) {
  codec::JsonWriter out;
  out.begin_object().key("Records").begin_array();
  for (const auto& record : page.records) write_record(out, reading.stream, record);
  out.end_array();
  if (page.next || !shard.closed) {
    ShardIterator next = reading.iterator;
    next.issued_at = reading.now;
    if (!page.records.empty()) {
      next.from = page.records.back().place.next();
      next.from_horizon = false;
    } else {
      next.from = from;
    }
    out.key("NextShardIterator").string(to_text(reading.stream, next));
  }
  out.end_object();
  return {.body = out.take()};
}

Reply read(const storage::Store& store, const Reading& reading) {
  const Timestamp horizon = tables::trim_horizon(store, reading.now);
  const auto shards = tables::shards_of(reading.stream, store.commit_clock(), horizon);
  const auto shard = std::ranges::find(shards, reading.iterator.shard, &tables::Shard::number);
  if (shard == shards.end()) return trimmed();
  // No record of a closed shard may come after it was read to its end.
  if (shard->closed) {
    const Status closed = store.close_instant(shard->until.at - std::chrono::microseconds(1));
    if (!closed) return error_reply(closed.error());
  }
  tables::RecordPlace from = reading.iterator.from;
  const tables::RecordPlace oldest{horizon + std::chrono::microseconds(1), 0, 0};
  if (from < oldest && !reading.iterator.from_horizon) return trimmed();
  const auto read = tables::read_records(store, reading.stream,
                                         {std::max(from, oldest), shard->until}, reading.limit);
  if (!read) return error_reply(read.error());
  const auto* page = std::get_if<tables::RecordPage>(&read.value());
  return page == nullptr ? trimmed() : answer(reading, *shard, *page, from);
}

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  const auto text = members.text("ShardIterator", {.required = true, .min = 1, .max = 2048});
  const auto limit = members.integer("Limit", {.min = 1});
  if (auto refusal = members.refusal()) return *std::move(refusal);
  if (limit && *limit > static_cast<std::int64_t>(tables::kMaxRecords)) {
    return validation_error(
        "One or more parameter values were invalid: Limit should be less than or equal to 1000");
  }
  const auto arn = arn_in(*text);
  if (!arn) return invalid_iterator();
  Parsed<StreamName> name = stream_name_of(request.call, *arn);
  if (!name) return invalid_iterator();
  const auto* const store = engine.regions.find(request.call.region);
  TM_OR_REPLY(const tables::StreamDescription stream, find_stream(store, name.value(), *arn));
  const auto iterator = parse_iterator(stream, *text);
  if (!iterator) return invalid_iterator();
  const Timestamp now = engine.clock.now();
  if (now - iterator->issued_at > kIteratorLife) {
    return error_reply("ExpiredIteratorException", "Shard iterator has expired");
  }
  Reading reading{stream, *iterator, tables::kMaxRecords, now};
  if (limit) reading.limit = static_cast<std::size_t>(*limit);
  return BackgroundReply{[store, reading] { return read(*store, reading); }};
}

}  // namespace

const Operation kGetRecords{
    .name = "GetRecords", .honoured = "ShardIterator Limit", .of_streams = true, .handle = handle};

}  // namespace tidemark::api
