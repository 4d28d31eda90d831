// What expressions may not do with key attributes; asked once the table is known.
#pragma once

#include "expressions/document_path.h"
#include "expressions/key_condition.h"
#include "expressions/problem.h"
#include "values/item_key.h"

#include <optional>
#include <string_view>
#include <vector>

namespace tidemark::expressions {

// A key is no document: no path may lead into one.
std::optional<ExpressionProblem> find_nested_key(const std::vector<DocumentPath>& paths,
                                                 const values::KeySchema& schema);

// The same of an index's key.
std::optional<ExpressionProblem> find_nested_index_key(const std::vector<DocumentPath>& paths,
                                                       const KeyAttributes& keys);

// A query's filter may not look at key attributes: conditions on them belong to the key condition.
// `filter`: "Filter Expression" or "QueryFilter".
std::optional<ExpressionProblem> find_filtered_key(const std::vector<DocumentPath>& paths,
                                                   const KeyAttributes& keys,
                                                   std::string_view filter);

}  // namespace tidemark::expressions
