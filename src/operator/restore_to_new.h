// The runbooks that restore into a table that is not there yet: from an instant, from an on-demand
// backup, from a recovery point of AWS Backup. Nothing that exists is touched.
//
//   TM_TRY(const Plan plan, plan_restore_to_new(site, {.table = "Orders", .at = at,
//                                                      .target = "Orders-then"}));
//
// Threads   As the site's.
// Errors    kNotFound  no such table, backup, vault or recovery point;  kConflict  PITR is off, the
//           target is there already, the backup or the point cannot be restored from now
//           kInvalid   an instant outside the window (told), a name that AWS would refuse
#pragma once

#include "operator/plan.h"
#include "operator/runs.h"
#include "operator/site.h"
#include "operator/step.h"

#include <string>
#include <vector>

namespace tidemark::runbooks {

inline constexpr const char* kRestoreAt = "restore-pitr";
inline constexpr const char* kRestoreBackup = "restore-backup";
inline constexpr const char* kRestorePoint = "restore-recovery-point";

struct RestoreAtInto {
  std::string table;
  Timestamp at;
  std::string target;
};

Result<Plan> plan_restore_to_new(const Site& site, const RestoreAtInto& request);

struct RestoreBackupInto {
  std::string backup_arn;
  std::string target;
};

// The settings put back are those noted when the backup was made by a run of `runs`, else those
// that the source table has now, else none.
Result<Plan> plan_restore_backup(const Site& site, const Runs& runs,
                                 const RestoreBackupInto& request);

struct RestorePointInto {
  std::string vault;
  std::string recovery_point_arn;
  std::string role_arn;
  std::string target;
};

Result<Plan> plan_restore_point(const Site& site, const RestorePointInto& request);

std::vector<Step> restore_to_new_steps(const Plan& plan);
std::vector<Step> restore_backup_steps(const Plan& plan);
std::vector<Step> restore_point_steps(const Plan& plan);

}  // namespace tidemark::runbooks
