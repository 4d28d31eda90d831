// Restores: one commit makes a table that reads as the source did at T; it is usable at once,
// whatever its size. A job then copies what lies beneath it (restore_job.h).
//
// Threads   Any; these wait for the disk, so never on a connection's thread.
// Errors    those of the store.
#pragma once

#include "base/random.h"
#include "recovery/backups.h"
#include "recovery/restored_indexes.h"
#include "recovery/window.h"
#include "storage/store.h"
#include "tables/catalog.h"

#include <optional>
#include <string>
#include <variant>

namespace tidemark::recovery {

// Source: DynamoDB quotas, "restores".
inline constexpr std::size_t kMaxRestoresAtOnce = 50;

// What the target gets instead of the source's own settings.
struct Overrides {
  std::optional<tables::BillingMode> billing;
  std::optional<tables::Throughput> provisioned;
  std::optional<tables::Throughput> on_demand_maxima;
  IndexOverrides indexes;
};

struct RestoreTarget {
  tables::TableName name;
  Overrides overrides;
  // CREATING for this long, as AWS's are.
  std::chrono::microseconds creating_for{0};
};

struct RestoreStarted {
  tables::TableDescription target;
  storage::Tally tally;
};

struct SourceMissing {};

struct PitrOff {};

struct OutsideWindow {
  Timestamp asked;
  Window window;
};

struct TargetExists {};

struct TargetBeingRestored {
  std::string from_arn;  // a backup's, or a table's
};

struct BackupBeingRestored {};  // a restore of the same backup is under way

struct TooManyRestores {};

using RestoreAnswer =
    std::variant<SourceMissing, RestoreStarted, PitrOff, OutsideWindow, TargetExists,
                 TargetBeingRestored, BackupMissing, BackupBeingRestored, TooManyRestores,
                 NoSuchIndex, IndexThroughputMissing, IndexThroughputNotAllowed,
                 IndexMaximaNotAllowed>;

// Which table's past.
struct LiveSource {
  tables::TableName name;
};

struct DroppedSource {
  tables::TableName name;
  std::optional<std::string> table_id;  // nullopt: the last one of that name
};

using RestoreSource = std::variant<LiveSource, DroppedSource>;

// `at` nullopt: the latest restorable instant.
Result<RestoreAnswer> restore_to_point_in_time(storage::Store& store, const RestoreSource& source,
                                               std::optional<Timestamp> at,
                                               const RestoreTarget& target, Timestamp now,
                                               std::chrono::microseconds lag, Random& random);

Result<RestoreAnswer> restore_from_backup(storage::Store& store, const BackupName& backup,
                                          const RestoreTarget& target, Timestamp now,
                                          Random& random);

}  // namespace tidemark::recovery
