// The runbook that brings a table back to a recovery point of AWS Backup under its own name, by
// deleting it and restoring the point in its place.
//
//   TM_TRY(const Plan plan, plan_restore_point_in_place(site, {.table = "Orders", .vault =
//   "nightly",
//                                                              .recovery_point_arn = arn, .role_arn
//                                                              = role}));
//
// Threads   As the site's.
// Errors    kNotFound  no such table, vault or point;  kConflict  the point is not COMPLETED, or is
//           of another table;  kInvalid  a name too long
#pragma once

#include "operator/plan.h"
#include "operator/site.h"
#include "operator/step.h"

#include <string>
#include <vector>

namespace tidemark::runbooks {

inline constexpr const char* kRestorePointInPlace = "restore-recovery-point-in-place";

struct RestorePointInPlace {
  std::string table;
  std::string vault;
  std::string recovery_point_arn;
  std::string role_arn;
};

Result<Plan> plan_restore_point_in_place(const Site& site, const RestorePointInPlace& request);

std::vector<Step> restore_point_in_place_steps(const Plan& plan);

}  // namespace tidemark::runbooks
