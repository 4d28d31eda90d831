// The end of a recovery point: its row goes first, in one commit with the job that then removes its
// manifest and the runs that nobody else names. So nothing that is listed is ever half gone.
//
//   TM_TRY(const DeletePointAnswer answer, delete_point(rows, account, vault, arn, now));
//
// Threads   Any; delete_point waits for the disk, so never on a connection's thread. Steps are the
//           runner's.
// Errors    those of the store
#pragma once

#include "storage/job_runner.h"
#include "vault/recovery_point.h"
#include "vault/works.h"

#include <string>
#include <variant>

namespace tidemark::vault {

inline constexpr std::string_view kRemovePointJob = "remove a recovery point";

struct PointMissing {};

struct PointKept {
  std::string why;  // a lock, a legal hold
};

struct PointDeleted {};

using DeletePointAnswer = std::variant<PointMissing, PointKept, PointDeleted>;

// Who asks decides which locks count: a vault lock does not hold back a point's own lifecycle.
enum class DeletedBy : std::uint8_t { kCaller, kLifecycle };

// As part of a decision: what removes the point, or why it stays.
Result<std::variant<PointKept, storage::Changes>> removal_of(const storage::View& view,
                                                             const Rows& rows,
                                                             const RecoveryPoint& point,
                                                             DeletedBy by);

// No backup goes on with the point from now on.
Status forget_in_lineage(const storage::View& view, const Rows& rows, const RecoveryPoint& point,
                         storage::Changes& changes);

Result<DeletePointAnswer> delete_point(const Rows& rows, const std::string& account,
                                       const std::string& vault, const std::string& arn);

class PointRemoval {
 public:
  explicit PointRemoval(Works& works) : works_(works) {}

  // Waits while a backup goes on with the point's runs, or a restore reads them.
  // Errors: kBusy  the blob store
  Result<storage::Step> step(storage::Store& store, const storage::JobRow& row);

 private:
  Result<bool> is_read(const Rows& rows, const RecoveryPoint& point) const;

  Works& works_;
};

}  // namespace tidemark::vault
