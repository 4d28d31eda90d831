// What AWS refuses about a selection, in its words.
//
// Source   aws-contract C.6 and G.35; "Either Resources or Conditions must not be null" from
//          lgallard/terraform-aws-backup#38. Texts for names, conditions and misplaced wildcards
//          are ours: AWS's are not known.
#pragma once

#include "vault/backup_selection.h"

#include <optional>
#include <string>
#include <variant>

namespace tidemark::vault {

struct MissingInSelection {
  std::string why;  // MissingParameterValueException
};

struct WrongInSelection {
  std::string why;  // InvalidParameterValueException
};

using SelectionProblem = std::variant<MissingInSelection, WrongInSelection>;

// `account`, `region`: of the call; the role is the former's, all resources lie in the latter.
// nullopt: it is in order.
std::optional<SelectionProblem> problem_with(const SelectionDocument& document,
                                             std::string_view account, std::string_view region);

}  // namespace tidemark::vault
