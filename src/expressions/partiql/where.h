// A WHERE clause as a Condition.
//
//   const std::optional<Condition> where = condition_of(term, literals);
//
// Functions' names take any case. `x IS NULL` and `x IS <type>` ask for x's type; `x IS MISSING`
// for its absence. A condition may be compared with a Boolean: it is then one.
#pragma once

#include "expressions/condition.h"
#include "expressions/partiql/literals.h"
#include "expressions/partiql/term.h"

#include <optional>

namespace tidemark::expressions::partiql {

// A path stands on the left where it is compared with a value. nullopt: literals.problem().
std::optional<Condition> condition_of(const Term& term, Literals& literals);

// "Unrecognized function: <name> at <place>".
std::nullopt_t unrecognized(const Term& call, Literals& literals);

}  // namespace tidemark::expressions::partiql
