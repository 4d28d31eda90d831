// The copies that runs leave behind, and the runbook that removes them once they are not needed.
//
//   const std::vector<Leftover> left = leftovers_of(summary);
//   TM_TRY(const Plan plan, plan_cleanup(site, runs, id));
//
// Threads   As the site's.
// Errors    kConflict  the run is unfinished or its result is not as it should be: its copies are
//           needed;  kNotFound  no such run, or it left nothing
#pragma once

#include "operator/plan.h"
#include "operator/runs.h"
#include "operator/site.h"
#include "operator/step.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::runbooks {

inline constexpr const char* kCleanup = "cleanup";

struct Leftover {
  enum class Kind : std::uint8_t { kTable, kBackup };

  Kind kind = Kind::kBackup;
  std::string name;
  std::string id;  // of a table; a backup's ARN
};

// What the run made on its way, as its journal knows; what a person asked for is not among it.
std::vector<Leftover> leftovers_of(const RunSummary& run);

// Of what is still there. Each step looks whether the table that the run was about is ACTIVE.
Result<Plan> plan_cleanup(const Site& site, const Runs& runs, std::string_view run);

std::vector<Step> cleanup_steps(const Plan& plan);

}  // namespace tidemark::runbooks
