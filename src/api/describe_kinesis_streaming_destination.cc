#include "api/errors.h"
#include "api/operations.h"
#include "api/table_members.h"
#include "tables/catalog.h"

namespace tidemark::api {
namespace {

void write_destination(codec::JsonWriter& out, const tables::KinesisDestination& destination) {
  out.begin_object();
  if (!destination.precision.empty()) {
    out.key("ApproximateCreationDateTimePrecision").string(destination.precision);
  }
  out.key("DestinationStatus").string(destination.active ? "ACTIVE" : "DISABLED");
  out.key("StreamArn").string(destination.stream_arn).end_object();
}

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  const auto text = members.text("TableName", {.required = true, .min = 1, .max = 1024});
  if (auto refusal = members.refusal()) return *std::move(refusal);
  TM_OR_REPLY(const tables::TableName name, control_table_name(request.call, text));
  auto* const store = engine.regions.find(request.call.region);
  if (store == nullptr) return no_such_table(name.name);
  const auto table = tables::find(*store, name);
  if (!table) return error_reply(table.error());
  if (!table.value()) return no_such_table(name.name);
  codec::JsonWriter out;
  out.begin_object().key("KinesisDataStreamDestinations").begin_array();
  for (const auto& destination : table.value()->settings.destinations) {
    write_destination(out, destination);
  }
  out.end_array().key("TableName").string(name.name).end_object();
  return Reply{.body = out.take()};
}

}  // namespace

const Operation kDescribeKinesisStreamingDestination{
    .name = "DescribeKinesisStreamingDestination", .honoured = "TableName", .handle = handle};

}  // namespace tidemark::api
