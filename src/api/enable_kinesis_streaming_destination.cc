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
  if (auto refusal = kinesis_refusal(changed->outcome, call, changed->table)) {
    return *std::move(refusal);
  }
  return kinesis_reply(call, "ENABLING", kConfiguration);
}

Handling handle(const Request& request, Engine& engine) {
  TM_OR_REPLY(const KinesisCall call, kinesis_call(request, kConfiguration));
  auto* const store = engine.regions.find(request.call.region);
  if (store == nullptr) return no_such_table(call.table.name);
  return pending<Answer>(tables::change_setting<tables::DestinationOutcome>(
                             *store, call.table,
                             [call](tables::TableDescription& table, Timestamp) {
                               return tables::enable_destination(table, call.stream_arn,
                                                                 call.precision.value_or(""));
                             }),
                         [call](const Answer& given) { return answer(given, call); });
}

}  // namespace

const Operation kEnableKinesisStreamingDestination{
    .name = "EnableKinesisStreamingDestination",
    .honoured = "TableName EnableKinesisStreamingConfiguration",
    .partly = "StreamArn",
    .handle = handle};

}  // namespace tidemark::api
