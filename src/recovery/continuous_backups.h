// Continuous backups of one table: on, off, how far back.
//
// Threads   Any; these wait for the disk, so never on a connection's thread.
// Errors    those of the store.
#pragma once

#include "recovery/window.h"
#include "storage/store.h"
#include "tables/catalog.h"

#include <optional>
#include <variant>

namespace tidemark::recovery {

// No such table, or one that is still being made: AWS does not tell them apart here.
struct TableMissing {};

struct ContinuousBackups {
  std::optional<Window> window;  // nullopt: off
  std::chrono::microseconds period{0};
};

using ContinuousBackupsAnswer = std::variant<ContinuousBackups, TableMissing>;

Result<ContinuousBackupsAnswer> describe_continuous_backups(const storage::Store& store,
                                                            const tables::TableName& name,
                                                            Timestamp now,
                                                            std::chrono::microseconds lag);

// Turns them on, with the period or the default of 35 days, or off. On while on changes the
// period in place: a shorter one moves the earliest instant forward at once. Off forgets.
struct SetContinuousBackups {
  bool enabled = false;
  std::optional<std::chrono::microseconds> period;
};

Result<ContinuousBackupsAnswer> set_continuous_backups(storage::Store& store,
                                                       const tables::TableName& name,
                                                       const SetContinuousBackups& wanted,
                                                       Timestamp now,
                                                       std::chrono::microseconds lag);

}  // namespace tidemark::recovery
