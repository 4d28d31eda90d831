// Paths that may not stand in one expression: one lies within the other (they overlap), or one
// takes for a map what the other takes for a list (they conflict).
#pragma once

#include "expressions/document_path.h"
#include "expressions/problem.h"

#include <vector>

namespace tidemark::expressions {

// Notes how `next` clashes with one of `earlier`, if it does.
void note_clash(const std::vector<DocumentPath>& earlier, const DocumentPath& next,
                Findings& findings);

}  // namespace tidemark::expressions
