// Whether a restore testing plan or selection is one that AWS would take. Pure.
//
//   if (const auto why = problem_with(plan)) return invalid_value(*why);
//
// Source: aws-contract C.8; API reference.
#pragma once

#include "vault/restore_testing.h"

#include <optional>
#include <string>

namespace tidemark::vault {

std::optional<std::string> problem_with(const RestoreTestingPlan& plan);
std::optional<std::string> problem_with(const RestoreTestingSelection& selection);

}  // namespace tidemark::vault
