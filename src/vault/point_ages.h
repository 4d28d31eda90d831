// When recovery points change by themselves: move to cold storage, end. One row for each point that
// will, by its instant, and one job a region that is due with the earliest.
//
//   add_age(view, changes, rows, point);        // in the commit that makes or changes the point
//   remove_age(changes, rows.table, point);     // in the commit that removes it
//
// Threads   Pure functions; steps are the runner's.
// Format    docs/formats/backup.md. Source: aws-contract C.5.
#pragma once

#include "storage/job_runner.h"
#include "vault/recovery_point.h"
#include "vault/works.h"

#include <optional>
#include <string>

namespace tidemark::vault {

inline constexpr std::string_view kAgePointsJob = "age recovery points";

// The next instant at which the point changes; nullopt: never.
std::optional<Timestamp> changes_at(const RecoveryPoint& point);

// `before`: the point as it was, when there was one.
void add_age(const storage::View& view, storage::Changes& changes, const Rows& rows,
             const RecoveryPoint& point, const std::optional<RecoveryPoint>& before = {});
// Looks at the point then, whatever its dates say.
void add_age_at(const storage::View& view, storage::Changes& changes, const Rows& rows,
                const RecoveryPoint& point, Timestamp at);
void remove_age(storage::Changes& changes, storage::TableId rows, const RecoveryPoint& point);

// Does what is due for one point. A point that may not end yet (a legal hold) is EXPIRED, and
// looked at again a day later.
Result<storage::Step> step_ages(Works& works, storage::Store& store, const storage::JobRow& row);

}  // namespace tidemark::vault
