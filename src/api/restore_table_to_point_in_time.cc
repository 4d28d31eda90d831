#include "api/continuous_backups_members.h"
#include "api/errors.h"
#include "api/operations.h"
#include "api/restore_members.h"
#include "api/table_members.h"

namespace tidemark::api {
namespace {

// The source, from a name or an ARN; `shown` is how errors name it.
Parsed<tables::TableName> source_of(const Call& call, const std::optional<std::string>& name,
                                    const std::optional<std::string>& arn) {
  if (name && arn) {
    return validation_error("Must provide exactly one of: sourceTableArn, sourceTableName");
  }
  if (!name && !arn) {
    return validation_error(
        "The parameter 'TableName' is required but was not present in the request");
  }
  if (name) return table_name_of(call, *name);
  if (!arn->starts_with("arn:")) {
    return validation_error(fmt::format("ARNs must start with 'arn:': {}", *arn));
  }
  const std::string own = fmt::format("arn:aws:dynamodb:{}:{}:table/", call.region, call.account);
  if (arn->starts_with(own)) return table_name_of(call, *arn);
  if (arn->starts_with(fmt::format("arn:aws:dynamodb:{}:", call.region))) {
    return validation_error(
        "This action is only supported by accounts that match the resource owner's account.");
  }
  if (arn->starts_with("arn:aws:dynamodb:")) {
    return validation_error(
        "A restore from another region is not supported by this version of Tidemark");
  }
  return validation_error(
      "One or more parameter values were invalid: sourceTableArn is not a valid ARN");
}

// Nullopt: the latest restorable instant.
Parsed<std::optional<Timestamp>> instant_of(std::optional<std::int64_t> at,
                                            std::optional<bool> latest) {
  if (at && latest.value_or(false)) {
    return validation_error(
        "Invalid Request: Both RestoreDateTime and UseLatestRestorableTime cannot be set for "
        "point-in-time restore request. Please specify only one of them.");
  }
  if (!at && !latest.value_or(false)) {
    return validation_error(
        "Invalid Request: Either one of RestoreDateTime or UseLatestRestorableTime must be "
        "specified, but not both");
  }
  if (at) return std::optional(Timestamp{*at});
  return std::optional<Timestamp>();
}

// x-tidemark-deleted-tables: allow, or a TableId.
recovery::RestoreSource source_for(const Call& call, const tables::TableName& name, bool live) {
  if (!call.deleted_tables || (live && *call.deleted_tables == "allow")) {
    return recovery::LiveSource{name};
  }
  recovery::DroppedSource dropped{name, {}};
  if (*call.deleted_tables != "allow") dropped.table_id = *call.deleted_tables;
  return dropped;
}

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  const auto source_arn = members.text("SourceTableArn", {.min = 1, .max = 1024});
  const auto source_name =
      members.text("SourceTableName", {.min = 3, .max = 255, .pattern = kNamePattern});
  const RestoreMembers wanted(members);
  const auto latest = members.boolean("UseLatestRestorableTime");
  const auto at = members.epoch_micros("RestoreDateTime");
  if (auto refusal = members.refusal()) return *std::move(refusal);
  TM_OR_REPLY(const tables::TableName source, source_of(request.call, source_name, source_arn));
  TM_OR_REPLY(const std::optional<Timestamp> instant, instant_of(at, latest));
  TM_OR_REPLY(const recovery::RestoreTarget target, wanted.target(request.call, engine));
  auto* const store = engine.regions.find(request.call.region);
  if (store == nullptr) return no_table_to_recover(source.name);
  return BackgroundReply{[store, call = request.call, source, instant, target, &engine]() -> Reply {
    const auto live = tables::find(*store, source);
    if (!live) return error_reply(live.error());
    return restore_reply(recovery::restore_to_point_in_time(
                             *store, source_for(call, source, live.value().has_value()), instant,
                             target, engine.clock.now(), restorable_lag(engine), engine.random),
                         target.name.name, source.name, "");
  }};
}

}  // namespace

const Operation kRestoreTableToPointInTime{
    .name = "RestoreTableToPointInTime",
    .honoured =
        "SourceTableArn SourceTableName UseLatestRestorableTime "
        "RestoreDateTime " TM_RESTORE_OVERRIDES,
    .partly = "SSESpecificationOverride",
    .deleted_tables = true,
    .handle = handle};

}  // namespace tidemark::api
