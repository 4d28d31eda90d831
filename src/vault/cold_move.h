// What follows when a recovery point becomes cold: no backup goes on with it any more, and a job
// moves those of its runs that no warm point names to the cold area.
//
//   make_cold(view, rows, point, now, changes);          // in the commit that finds its time come
//
// In a bucket whose locks hold the blobs of a locked vault they stay where they are.
//
// Threads   make_cold in a decision; steps are the runner's.
// Errors    those of the stores
// Source    aws-contract C.5; developer guide, "Backup lifecycle": backups in cold storage are full
//           ones, and the next backup of the table builds upon none of them.
#pragma once

#include "storage/job_runner.h"
#include "vault/recovery_point.h"
#include "vault/works.h"

#include <string_view>

namespace tidemark::vault {

inline constexpr std::string_view kMoveToColdJob = "move a recovery point to cold storage";

// The point as it is from now on; its row, its age and who is told are the caller's.
Result<RecoveryPoint> make_cold(const storage::View& view, const Rows& rows,
                                const RecoveryPoint& point, Timestamp now,
                                storage::Changes& changes);

// Waits while a job under way needs one of the runs where it is.
Result<storage::Step> step_move_to_cold(Works& works, storage::Store& store,
                                        const storage::JobRow& row);

}  // namespace tidemark::vault
