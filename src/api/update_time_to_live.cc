#include "api/errors.h"
#include "api/operations.h"
#include "api/pending.h"
#include "api/table_members.h"
#include "tables/time_to_live.h"

namespace tidemark::api {
namespace {

// As measured at AWS; on our own timing time to live may be changed again at once.
constexpr std::chrono::minutes kSettlesIn{31};

std::string text_of(const tables::TimeToLiveRefused& refused) {
  using Why = tables::TimeToLiveRefused::Why;
  switch (refused.why) {
    case Why::kEnabled: return "TimeToLive is already enabled";
    case Why::kDisabled: return "TimeToLive is already disabled";
    case Why::kOtherAttribute:
      return fmt::format(
          "TimeToLive is active on a different AttributeName: current AttributeName is {}",
          refused.attribute);
    case Why::kTooOften: break;
  }
  return "Time to live has been modified multiple times within a fixed interval";
}

Reply answer(const tables::TimeToLiveAnswer& given, const std::string& name,
             const tables::TimeToLiveChange& change) {
  if (const auto* refused = std::get_if<tables::TimeToLiveRefused>(&given)) {
    return validation_error(text_of(*refused));
  }
  if (std::holds_alternative<tables::TableBusy>(given)) {
    return error_reply("ResourceInUseException", fmt::format("Table {} is being created", name));
  }
  if (std::holds_alternative<tables::NoTable>(given)) return no_such_table(name);
  codec::JsonWriter out;
  out.begin_object().key("TimeToLiveSpecification").begin_object();
  out.key("AttributeName").string(change.attribute);
  out.key("Enabled").boolean(change.enabled).end_object().end_object();
  return {.body = out.take()};
}

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  const auto text = control_name_member(members);
  Members wanted = members.structure("TimeToLiveSpecification", true);
  std::optional<bool> enabled;
  std::optional<std::string> attribute;
  if (wanted.present()) {
    enabled = wanted.boolean("Enabled", true);
    attribute = wanted.text("AttributeName", {.required = true, .max = 255});
  }
  if (auto refusal = members.misshapen()) return *std::move(refusal);
  if (auto refusal = control_name_problem(text)) return *std::move(refusal);
  TM_OR_REPLY(const tables::TableName name, control_table_name(request.call, text));
  if (auto refusal = members.refusal()) return *std::move(refusal);
  if (attribute->empty()) {
    return validation_error("TimeToLiveSpecification.AttributeName must be non empty");
  }
  auto* const store = engine.regions.find(request.call.region);
  if (store == nullptr) return no_such_table(name.name);
  tables::TimeToLiveChange change{*attribute, *enabled, {}};
  if (engine.aws_timing) change.settles_in = kSettlesIn;
  return pending<tables::TimeToLiveAnswer>(
      tables::set_time_to_live(*store, name, change),
      [name = name.name, change](const tables::TimeToLiveAnswer& given) {
        return answer(given, name, change);
      });
}

}  // namespace

const Operation kUpdateTimeToLive{
    .name = "UpdateTimeToLive", .honoured = "TableName TimeToLiveSpecification", .handle = handle};

}  // namespace tidemark::api
