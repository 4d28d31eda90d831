#include "api/kinesis_members.h"

#include "api/errors.h"
#include "api/table_members.h"

namespace tidemark::api {
namespace {

Reply bad_state(std::string_view what) {
  return validation_error(fmt::format(
      "Table is not in a valid state to enable Kinesis Streaming Destination: {}", what));
}

}  // namespace

Parsed<KinesisCall> kinesis_call(const Request& request, std::string_view configuration) {
  Members members(request.body);
  const auto name = members.text("TableName", {.required = true, .min = 1, .max = 1024});
  const auto arn = members.text("StreamArn", {.required = true, .min = 37, .max = 1024});
  Members nested = members.structure(configuration);
  const auto precision = nested.text("ApproximateCreationDateTimePrecision",
                                     {.one_of = {"MILLISECOND", "MICROSECOND"}});
  if (auto refusal = members.refusal()) return *std::move(refusal);
  KinesisCall call;
  call.stream_arn = *arn;
  call.precision = precision;
  TM_OR_REPLY(call.table, control_table_name(request.call, name));
  const auto prefix =
      fmt::format("arn:aws:kinesis:{}:{}:stream/", request.call.region, request.call.account);
  if (!arn->starts_with(prefix) || arn->size() == prefix.size()) {
    return validation_error(fmt::format(
        "Invalid StreamArn: {}: a stream of this account and region begins with {}", *arn, prefix));
  }
  return call;
}

std::optional<Reply> kinesis_refusal(tables::DestinationOutcome outcome, const KinesisCall& call,
                                     const tables::TableDescription& table) {
  switch (outcome) {
    case tables::DestinationOutcome::kDone: break;
    case tables::DestinationOutcome::kAlreadyLive:
      return bad_state(
          "EnableKinesisStreamingDestination must be DISABLED or ENABLE_FAILED to perform ENABLE "
          "operation.");
    case tables::DestinationOutcome::kNotLive:
      return bad_state(
          fmt::format("Kinesis streaming is not in ACTIVE state. Updates are only allowed in "
                      "ACTIVE state. TableName: {}, kdsArn: {}",
                      call.table.name, call.stream_arn));
    case tables::DestinationOutcome::kUnknown:
      return bad_state(fmt::format(
          "No streaming destination with streamArn: {} found for table with tableName: {}",
          call.stream_arn, call.table.name));
    case tables::DestinationOutcome::kSamePrecision:
      return validation_error(fmt::format(
          "Invalid Request: Precision is already set to the desired value of {} for tableId: {}, "
          "kdsArn: {}",
          call.precision.value_or(""), table.table_id, call.stream_arn));
  }
  return std::nullopt;
}

Reply kinesis_reply(const KinesisCall& call, std::string_view status,
                    std::string_view configuration) {
  codec::JsonWriter out;
  out.begin_object().key("DestinationStatus").string(status);
  if (!configuration.empty() && call.precision) {
    out.key(configuration).begin_object();
    out.key("ApproximateCreationDateTimePrecision").string(*call.precision).end_object();
  }
  out.key("StreamArn").string(call.stream_arn).key("TableName").string(call.table.name);
  out.end_object();
  return {.body = out.take()};
}

}  // namespace tidemark::api
