// The event that asks for a restore, as serverless restore functions take it:
//
//   {"restoreType": "PITR", "restoreDateTime": "2026-11-21T14:03:26Z", "tableName": "Orders"}
//   {"restoreType": "PITR", "useLatestRestorableTime": true, "tableName": "Orders"}
//   {"restoreType": "BACKUP", "recoveryPointArn": "arn:aws:…"}
//
//   TM_TRY(const RestoreEvent event, parse_restore_event(text));
//   restored_name("Orders", clock.now())          // "Orders-restored-1795233906000"
//
// A member that is unknown, is missing, or contradicts another is refused: a restore that was
// understood half goes to the wrong second.
//
// Threads   Pure functions.
// Errors    kInvalid  names the member, its value and what would work
#pragma once

#include "base/result.h"
#include "base/timestamp.h"

#include <optional>
#include <string>
#include <string_view>

namespace tidemark::runbooks {

struct RestoreEvent {
  // Of PITR: nullopt for the latest that can be restored.
  std::optional<Timestamp> at{};
  // Of BACKUP: of AWS Backup's recovery point, or of an on-demand backup; empty for PITR.
  std::string recovery_point_arn{};
  std::string table{};  // of PITR; empty when the event does not say

  [[nodiscard]] bool from_backup() const { return !recovery_point_arn.empty(); }
};

Result<RestoreEvent> parse_restore_event(std::string_view json);

// With milliseconds since 1970: what such functions call the table they make.
// Errors: kInvalid  longer than a table's name may be
Result<std::string> restored_name(std::string_view table, Timestamp now);

}  // namespace tidemark::runbooks
