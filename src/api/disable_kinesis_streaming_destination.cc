#include "api/errors.h"
#include "api/kinesis_members.h"
#include "api/operations.h"
#include "api/pending.h"
#include "api/table_members.h"
#include "tables/setting_change.h"

namespace tidemark::api {
namespace {

using Answer = tables::SettingAnswer<tables::DestinationOutcome>;
using Changed = tables::ChangedSetting<tables::DestinationOutcome>;

constexpr std::string_view kConfiguration = "EnableKinesisStreamingConfiguration";

Reply answer(const Answer& answer, const KinesisCall& call) {
  const auto* changed = std::get_if<Changed>(&answer);
  if (changed == nullptr) return no_such_table(call.table.name);
  if (changed->outcome != tables::DestinationOutcome::kDone) {
    return validation_error(
        "Table is not in a valid state to enable Kinesis Streaming Destination: "
        "KinesisStreamingDestination must be ACTIVE to perform DISABLE operation.");
  }
  return kinesis_reply(call, "DISABLING", {});
}

Handling handle(const Request& request, Engine& engine) {
  TM_OR_REPLY(const KinesisCall call, kinesis_call(request, kConfiguration));
  if (request.body.find(kConfiguration) != nullptr &&
      !request.body.find(kConfiguration)->is_null()) {
    return validation_error(
        "Stream cannot be disabled using EnableKinesisStreamingConfiguration parameters");
  }
  auto* const store = engine.regions.find(request.call.region);
  if (store == nullptr) return no_such_table(call.table.name);
  return pending<Answer>(tables::change_setting<tables::DestinationOutcome>(
                             *store, call.table,
                             [call](tables::TableDescription& table, Timestamp) {
                               return tables::disable_destination(table, call.stream_arn);
                             }),
                         [call](const Answer& given) { return answer(given, call); });
}

}  // namespace

const Operation kDisableKinesisStreamingDestination{.name = "DisableKinesisStreamingDestination",
                                                    .honoured = "TableName StreamArn",
                                                    .partly = "EnableKinesisStreamingConfiguration",
                                                    .handle = handle};

}  // namespace tidemark::api
