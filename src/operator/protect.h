// The runbook that makes a table safe: point-in-time recovery, deletion protection, or both.
//
//   TM_TRY(const Plan plan, plan_protect(site, {.table = "Orders", .recovery = true, .days = 35}));
//
// Undone, both are as they were; what point-in-time recovery had kept before cannot come back.
//
// Threads   As the site's.
// Errors    kNotFound  no such table;  kInvalid  days outside 1 … 35, or nothing to switch on
#pragma once

#include "operator/plan.h"
#include "operator/site.h"
#include "operator/step.h"

#include <optional>
#include <string>
#include <vector>

namespace tidemark::runbooks {

inline constexpr const char* kProtect = "protect";

struct Protect {
  std::string table;
  bool recovery = true;       // point-in-time recovery
  std::optional<int> days{};  // of recovery; unset: as it is, or AWS's 35
  bool against_deletion = true;
};

Result<Plan> plan_protect(const Site& site, const Protect& request);

std::vector<Step> protect_steps(const Plan& plan);

}  // namespace tidemark::runbooks
