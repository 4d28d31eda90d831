// The one item that a WHERE clause names by its key.
//
//   const NamedItem named = item_named_by(where, schema);
//   if (named.whole) …             // the whole key: named.key
#pragma once

#include "expressions/condition.h"
#include "values/attribute_value.h"
#include "values/item_key.h"

#include <optional>
#include <string>

namespace tidemark::expressions::partiql {

struct NamedItem {
  values::Item key;               // the first value of each key attribute
  bool whole = false;             // all of them have one
  std::optional<Condition> rest;  // what WHERE asks beside
  // A key attribute that is to have another value, too; that condition is among the rest.
  std::optional<std::string> twice;
};

// Only equalities that stand alone or in an AND name a key; with `in_of_one`, `IN [value]` too.
NamedItem item_named_by(const Condition* where, const values::KeySchema& schema,
                        bool in_of_one = false);

}  // namespace tidemark::expressions::partiql
