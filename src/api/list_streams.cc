#include "api/errors.h"
#include "api/operations.h"
#include "api/stream_members.h"
#include "api/table_members.h"

namespace tidemark::api {
namespace {

Parsed<tables::StreamFilter> filter_of(const Request& request) {
  Members members(request.body);
  const auto table = members.text("TableName", {.min = 1, .max = 1024});
  const auto limit = members.integer("Limit", {.min = 1});
  const auto after = members.text("ExclusiveStartStreamArn");
  if (auto refusal = members.refusal()) return *std::move(refusal);

  tables::StreamFilter filter{request.call.account, request.call.region, {}, {}, 100};
  if (limit && *limit > 100) {
    return validation_error(
        "One or more parameter values were invalid: Limit should be less than or equal to 100");
  }
  if (limit) filter.limit = static_cast<std::size_t>(*limit);
  if (table) {
    TM_OR_REPLY(const tables::TableName name, table_name_of(request.call, *table));
    filter.table = name.name;
  }
  if (after) {
    // The stream itself may be gone since.
    TM_OR_REPLY(const StreamName name, stream_name_of(request.call, *after));
    filter.after = tables::stream_key(name.table, name.label);
  }
  return filter;
}

Reply answer(const Result<tables::StreamPage>& page) {
  if (!page) return error_reply(page.error());
  codec::JsonWriter out;
  out.begin_object().key("Streams").begin_array();
  for (const tables::StreamDescription& stream : page.value().streams) {
    out.begin_object();
    out.key("StreamArn").string(tables::stream_arn(stream.table, stream.label_at));
    out.key("StreamLabel").string(tables::label_of(stream.label_at));
    out.key("TableName").string(stream.table.name).end_object();
  }
  out.end_array();
  if (page.value().more) {
    const tables::StreamDescription& last = page.value().streams.back();
    out.key("LastEvaluatedStreamArn").string(tables::stream_arn(last.table, last.label_at));
  }
  out.end_object();
  return {.body = out.take()};
}

Handling handle(const Request& request, Engine& engine) {
  TM_OR_REPLY(const tables::StreamFilter filter, filter_of(request));
  const auto* const store = engine.regions.find(request.call.region);
  if (store == nullptr) return answer(tables::StreamPage{});
  return BackgroundReply{[store, filter] { return answer(tables::list_streams(*store, filter)); }};
}

}  // namespace

const Operation kListStreams{.name = "ListStreams",
                             .honoured = "TableName Limit ExclusiveStartStreamArn",
                             .of_streams = true,
                             .handle = handle};

}  // namespace tidemark::api
