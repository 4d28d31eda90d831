// The runbook that brings a table back to an instant under its own name, by deleting it and making
// it again: the way of AWS's own consoles, with every copy made and checked before.
//
//   TM_TRY(const Plan plan, plan_restore_in_place(site, {.table = "Orders", .at = at}));
//   TM_TRY(const RunReport report, conductor.carry_out(plan));
//
// Threads   As the site's.
// Errors    kNotFound  no such table;  kConflict  PITR is off, a name is taken, not ACTIVE
//           kInvalid   an instant outside the window (told) or a name too long
#pragma once

#include "operator/plan.h"
#include "operator/site.h"
#include "operator/step.h"

#include <vector>

namespace tidemark::runbooks {

inline constexpr const char* kRestoreInPlace = "restore-pitr-in-place";

struct RestoreInPlace {
  std::string table;
  Timestamp at;  // whole seconds
};

// Reads AWS and changes nothing.
Result<Plan> plan_restore_in_place(const Site& site, const RestoreInPlace& request);

std::vector<Step> restore_in_place_steps(const Plan& plan);

}  // namespace tidemark::runbooks
