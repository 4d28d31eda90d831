#include "api/errors.h"
#include "api/operations.h"
#include "api/stream_members.h"
#include "api/table_members.h"
#include "tables/stream_reader.h"

namespace tidemark::api {
namespace {

constexpr std::int64_t kMostShards = 100;

struct Asked {
  std::size_t limit = kMostShards;
  std::optional<std::string> after;
  std::optional<std::string> child_of;
};

struct ShardPage {
  std::vector<tables::Shard> shards;
  bool more = false;
};

// Names rise as shards do, so a shard that is trimmed since is a place to go on from as well.
ShardPage page_of(const tables::StreamDescription& stream, const std::vector<tables::Shard>& all,
                  const Asked& asked) {
  ShardPage page;
  for (const tables::Shard& shard : all) {
    if (asked.after && tables::name_of(stream, shard.number) <= *asked.after) continue;
    const bool child = shard.number > 0 && asked.child_of &&
                       tables::name_of(stream, shard.number - 1) == *asked.child_of;
    if (asked.child_of && !child) continue;
    if (page.shards.size() == asked.limit) {
      page.more = true;
      break;
    }
    page.shards.push_back(shard);
  }
  return page;
}

void write_shard(codec::JsonWriter& out, const tables::StreamDescription& stream,
                 const tables::Shard& shard) {
  out.begin_object().key("ShardId").string(tables::name_of(stream, shard.number));
  out.key("SequenceNumberRange").begin_object();
  out.key("StartingSequenceNumber").string(tables::sequence_number(shard.from));
  if (shard.closed) {
    constexpr std::uint32_t kMost = UINT32_MAX;
    const tables::RecordPlace last{shard.until.at - std::chrono::microseconds(1), kMost, kMost};
    out.key("EndingSequenceNumber").string(tables::sequence_number(last));
  }
  out.end_object();
  if (shard.number > 0) {
    out.key("ParentShardId").string(tables::name_of(stream, shard.number - 1));
  }
  out.end_object();
}

Reply answer(const tables::StreamDescription& stream, const ShardPage& page) {
  codec::JsonWriter out;
  out.begin_object().key("StreamDescription").begin_object();
  out.key("StreamArn").string(tables::stream_arn(stream.table, stream.label_at));
  out.key("StreamLabel").string(tables::label_of(stream.label_at));
  out.key("StreamStatus").string(stream.disabled_at ? "DISABLED" : "ENABLED");
  out.key("StreamViewType").string(view_text(stream.view));
  out.key("CreationRequestDateTime").epoch_seconds(stream.label_at);
  out.key("TableName").string(stream.table.name);
  write_key_schema(out, stream.keys);
  out.key("Shards").begin_array();
  for (const tables::Shard& shard : page.shards) write_shard(out, stream, shard);
  out.end_array();
  if (page.more) {
    out.key("LastEvaluatedShardId").string(tables::name_of(stream, page.shards.back().number));
  }
  out.end_object().end_object();
  return {.body = out.take()};
}

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  const auto arn = members.text("StreamArn", {.required = true});
  const auto limit = members.integer("Limit", {.min = 1});
  Asked asked;
  asked.after = members.text("ExclusiveStartShardId", {.min = 28, .max = 65});
  Members filter = members.structure("ShardFilter");
  if (filter.present()) {
    const auto type = filter.text("Type", {.one_of = {"CHILD_SHARDS"}});
    asked.child_of = filter.text("ShardId", {.required = type.has_value(), .min = 28, .max = 65});
  }
  if (auto refusal = members.refusal()) return *std::move(refusal);
  if (limit && *limit > kMostShards) {
    return validation_error(
        "One or more parameter values were invalid: Limit should be less than or equal to 100");
  }
  if (limit) asked.limit = static_cast<std::size_t>(*limit);
  TM_OR_REPLY(const StreamName name, stream_name_of(request.call, *arn));
  const auto* const store = engine.regions.find(request.call.region);
  TM_OR_REPLY(const tables::StreamDescription stream, find_stream(store, name, *arn));
  const auto shards = tables::shards_of(stream, store->commit_clock(),
                                        tables::trim_horizon(*store, engine.clock.now()));
  return answer(stream, page_of(stream, shards, asked));
}

}  // namespace

const Operation kDescribeStream{.name = "DescribeStream",
                                .honoured = "StreamArn Limit ExclusiveStartShardId ShardFilter",
                                .of_streams = true,
                                .handle = handle};

}  // namespace tidemark::api
