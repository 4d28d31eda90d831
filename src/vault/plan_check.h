// What AWS refuses about a plan's document, in its words.
//
//   if (const auto why = problem_with(document)) …  // InvalidParameterValueException
//
// Source   aws-contract C.5 and C.6; "Error in some rules due to : …" as AWS answers since 2023,
//          the lifecycle texts from hashicorp/terraform-provider-aws#24960, the one for continuous
//          backups from lgallard/terraform-aws-backup#40. Texts for windows, schedules, names and
//          copies are ours: AWS's are not known.
#pragma once

#include "vault/backup_plan.h"

#include <optional>
#include <string>

namespace tidemark::vault {

// nullopt: it is in order.
std::optional<std::string> problem_with(const PlanDocument& document);

// 1 to 50 letters, digits, '-', '_' and '.': names of plans, rules and selections.
bool is_plan_name(std::string_view text);

}  // namespace tidemark::vault
