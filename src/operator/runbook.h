// A plan's steps, ready to be carried out.
//
//   TM_TRY(const std::vector<Step> steps, steps_of(plan));
//
// Threads   Pure functions; the steps hold copies of what they need of the plan.
#pragma once

#include "operator/plan.h"
#include "operator/step.h"

#include <vector>

namespace tidemark::runbooks {

// Errors: kInvalid  no runbook of that kind, or the plan lists other steps than this version would
//                   take: it was made by another one
Result<std::vector<Step>> steps_of(const Plan& plan);

// The steps' names and titles into the plan, as a runbook's maker does last.
Status list_steps(Plan& plan);

}  // namespace tidemark::runbooks
