// The SET and REMOVE clauses of an UPDATE statement as an Update.
#pragma once

#include "expressions/partiql/literals.h"
#include "expressions/partiql/syntax.h"
#include "expressions/update.h"

#include <optional>
#include <vector>

namespace tidemark::expressions::partiql {

// set_add() and set_delete() become ADD and DELETE. nullopt: literals.problem().
std::optional<Update> update_of(const std::vector<Assignment>& changes, Literals& literals);

}  // namespace tidemark::expressions::partiql
