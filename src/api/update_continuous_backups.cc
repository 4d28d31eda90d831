#include "api/continuous_backups_members.h"
#include "api/errors.h"
#include "api/operations.h"
#include "api/table_members.h"

#include <charconv>

namespace tidemark::api {
namespace {

// x-tidemark-recovery-period-days: longer than AWS allows.
Parsed<std::int64_t> long_period_of(const std::string& text) {
  std::int64_t days = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), days);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size() ||
      days < recovery::kMinPeriodDays || days > recovery::kMaxLongPeriodDays) {
    return validation_error(
        fmt::format("x-tidemark-recovery-period-days: '{}' is no number of days from {} to {}",
                    text, recovery::kMinPeriodDays, recovery::kMaxLongPeriodDays));
  }
  return days;
}

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  const auto text = members.text("TableName", {.min = 1, .max = 1024});
  Members wanted = members.structure("PointInTimeRecoverySpecification", true);
  const auto enabled = wanted.boolean("PointInTimeRecoveryEnabled", wanted.present());
  auto days = wanted.integer("RecoveryPeriodInDays",
                             {.min = recovery::kMinPeriodDays, .max = recovery::kMaxPeriodDays});
  if (auto refusal = members.refusal()) return *std::move(refusal);
  TM_OR_REPLY(const tables::TableName name, control_table_name(request.call, text));
  if (const auto& header = request.call.recovery_period_days) {
    if (days) {
      return validation_error(
          "RecoveryPeriodInDays and x-tidemark-recovery-period-days cannot both be given");
    }
    TM_OR_REPLY(days, long_period_of(*header));
  }
  if (!*enabled && days) {
    return validation_error(
        "Invalid Request: Cannot specify RecoveryPeriodInDays when disabling point-in-time "
        "recovery.");
  }
  auto* const store = engine.regions.find(request.call.region);
  if (store == nullptr) return no_table_to_recover(name.name);
  recovery::SetContinuousBackups change{*enabled, {}};
  if (days) change.period = std::chrono::days(*days);
  return BackgroundReply{[store, name, change, &engine] {
    return continuous_backups_reply(
        recovery::set_continuous_backups(*store, name, change, engine.clock.now(),
                                         restorable_lag(engine)),
        name.name);
  }};
}

}  // namespace

const Operation kUpdateContinuousBackups{.name = "UpdateContinuousBackups",
                                         .honoured = "TableName PointInTimeRecoverySpecification",
                                         .recovery_period_days = true,
                                         .handle = handle};

}  // namespace tidemark::api
