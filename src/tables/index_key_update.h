// Updates and the keys of indexes: whether an update would give an attribute that is a key of an
// index a value that cannot be one.
//
//   if (auto problem = find_index_key_problem(table, update)) …           // by its text,
//   beforehand if (auto problem = find_index_key_problem(table, update, after)) …    // by what
//   came of it
//
// Threads   Pure.
#pragma once

#include "expressions/update.h"
#include "tables/index_entry.h"
#include "tables/table_description.h"
#include "values/attribute_value.h"

#include <optional>

namespace tidemark::tables {

// As far as the update's text alone tells: the value is in it, or whatever it is has another type.
std::optional<IndexKeyProblem> find_index_key_problem(const TableDescription& table,
                                                      const expressions::Update& update);

// Of the attributes that the update names: others may lie there from before the index.
std::optional<IndexKeyProblem> find_index_key_problem(const TableDescription& table,
                                                      const expressions::Update& update,
                                                      const values::Item& after);

// A path of the update's that leads into an attribute which is a key of an index.
std::optional<expressions::ExpressionProblem> find_nested_index_key(
    const TableDescription& table, const expressions::Update& update);

}  // namespace tidemark::tables
