#include "operator/restore_event.h"

#include "codec/iso8601.h"
#include "codec/json.h"

#include <fmt/format.h>

#include <algorithm>

namespace tidemark::runbooks {
namespace {

using codec::JsonValue;

constexpr std::size_t kLongestTableName = 255;

Error wrong(std::string what) {
  return fail(Code::kInvalid, "the event: " + std::move(what));
}

// nullopt when it is not there.
Result<std::optional<std::string>> text_in(const JsonValue& event, std::string_view name) {
  const JsonValue* value = event.find(name);
  if (value == nullptr) return std::optional<std::string>();
  if (value->string() == nullptr || value->string()->empty()) {
    return wrong(fmt::format("{} is no text", name));
  }
  return std::optional(*value->string());
}

Status check_members(const JsonValue& event, std::initializer_list<std::string_view> known) {
  for (const auto& member : *event.object()) {
    if (std::ranges::find(known, member.first) == known.end()) {
      return wrong(fmt::format("\"{}\" means nothing in a {} event", member.first,
                               *event.find("restoreType")->string()));
    }
  }
  return Ok{};
}

Result<bool> wants_latest(const JsonValue& event) {
  const JsonValue* value = event.find("useLatestRestorableTime");
  if (value == nullptr) return false;
  if (value->boolean() == nullptr) return wrong("useLatestRestorableTime is neither true nor false");
  return *value->boolean();
}

Result<RestoreEvent> pitr_event(const JsonValue& event) {
  TM_TRY_STATUS(check_members(
      event, {"restoreType", "restoreDateTime", "useLatestRestorableTime", "tableName"}));
  TM_TRY(const auto table, text_in(event, "tableName"));
  TM_TRY(const auto instant, text_in(event, "restoreDateTime"));
  TM_TRY(const bool latest, wants_latest(event));
  if (instant.has_value() == latest) {
    return wrong("either restoreDateTime or \"useLatestRestorableTime\": true is needed, not both");
  }
  RestoreEvent read{.table = table.value_or("")};
  if (instant) {
    const auto at = codec::parse_iso8601(*instant);
    if (!at) {
      return wrong(fmt::format("restoreDateTime \"{}\" is no instant like 2026-11-21T14:03:26Z",
                               *instant));
    }
    read.at = at.value();
  }
  return read;
}

Result<RestoreEvent> backup_event(const JsonValue& event) {
  TM_TRY_STATUS(check_members(event, {"restoreType", "recoveryPointArn"}));
  TM_TRY(const auto arn, text_in(event, "recoveryPointArn"));
  if (!arn || !arn->starts_with("arn:")) return wrong("recoveryPointArn is no ARN");
  return RestoreEvent{.recovery_point_arn = *arn};
}

}  // namespace

Result<RestoreEvent> parse_restore_event(std::string_view json) {
  const auto event = codec::parse_json(json);
  if (!event || event.value().object() == nullptr) return wrong("it is no JSON object");
  TM_TRY(const auto type, text_in(event.value(), "restoreType"));
  if (type && *type == "PITR") return pitr_event(event.value());
  if (type && *type == "BACKUP") return backup_event(event.value());
  return wrong(type ? fmt::format("restoreType \"{}\" is neither PITR nor BACKUP", *type)
                    : std::string("restoreType is missing: PITR or BACKUP"));
}

Result<std::string> restored_name(std::string_view table, Timestamp now) {
  std::string name = fmt::format("{}-restored-{}", table, now.micros / 1000);
  if (name.size() > kLongestTableName) {
    return fail(Code::kInvalid, fmt::format("{} has {} characters, a table's name at most {}", name,
                                            name.size(), kLongestTableName));
  }
  return name;
}

}  // namespace tidemark::runbooks
