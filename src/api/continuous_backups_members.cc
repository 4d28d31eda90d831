#include "api/continuous_backups_members.h"

#include "api/errors.h"

namespace tidemark::api {

Reply no_table_to_recover(std::string_view name) {
  return error_reply("TableNotFoundException", fmt::format("Table not found: {}", name));
}

Reply continuous_backups_reply(const Result<recovery::ContinuousBackupsAnswer>& answer,
                               std::string_view table) {
  if (!answer) return error_reply(answer.error());
  const auto* backups = std::get_if<recovery::ContinuousBackups>(&answer.value());
  if (backups == nullptr) return no_table_to_recover(table);
  codec::JsonWriter out;
  out.begin_object().key("ContinuousBackupsDescription").begin_object();
  out.key("ContinuousBackupsStatus").string("ENABLED");
  out.key("PointInTimeRecoveryDescription").begin_object();
  out.key("PointInTimeRecoveryStatus").string(backups->window ? "ENABLED" : "DISABLED");
  if (backups->window) {
    out.key("EarliestRestorableDateTime").epoch_seconds(backups->window->shown_earliest());
    out.key("LatestRestorableDateTime").epoch_seconds(backups->window->shown_latest());
    out.key("RecoveryPeriodInDays")
        .number(std::chrono::duration_cast<std::chrono::days>(backups->period).count());
  }
  out.end_object().end_object().end_object();
  return {.body = out.take()};
}

}  // namespace tidemark::api
