// The backups that runs of this state directory have made: what may be pruned, and which settings
// were noted with one.
//
//   for (const MadeBackup& made : TM_TRY(made_backups(runs))) …
//
// Threads   As Runs.
#pragma once

#include "operator/runs.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::runbooks {

struct MadeBackup {
  std::string run;  // id
  std::string table;
  std::string name;
  std::string arn;
  std::string account;
  std::string region;
  Timestamp made_at;
  std::optional<std::chrono::seconds> keep;  // unset: until somebody deletes it
  std::string passport;                      // JSON; empty: not noted

  [[nodiscard]] bool is_due(Timestamp now) const { return keep && made_at + *keep <= now; }
};

// Of runs that back a table up on purpose; copies that other runbooks make on their way are not
// among them. Oldest first. Whether they are still there, AWS knows.
Result<std::vector<MadeBackup>> made_backups(const Runs& runs);

// Empty: no run of ours made that backup, or it noted none.
Result<std::string> passport_noted_with(const Runs& runs, std::string_view backup_arn);

// "Orders" of "arn:aws:dynamodb:eu-west-1:123456789012:table/Orders/backup/0179…".
// Errors: kInvalid  it is no backup's ARN
Result<std::string> table_of_backup(std::string_view backup_arn);

}  // namespace tidemark::runbooks
