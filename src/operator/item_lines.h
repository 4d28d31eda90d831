// Items from a file of DynamoDB-JSON lines: {"Item": {…}} as in a table export, or the bare item.
//
//   TM_TRY_STATUS(items_in(text, [&](values::Item&& item) { … }));
//
// Threads   Pure functions.
#pragma once

#include "base/result.h"
#include "values/attribute_value.h"
#include "values/item_key.h"

#include <functional>
#include <string>
#include <string_view>

namespace tidemark::runbooks {

// Empty lines are left out.
//
// Errors: kInvalid  a line is no item; and `on_item`'s first Error; both name the line
Status items_in(std::string_view lines, const std::function<Status(values::Item&&)>& on_item);

// The table's keys when they are named "HASH" or "HASH,RANGE", with the types that they have in
// `item`.
//
// Errors: kInvalid  the item has no such attribute, or of a type that is no key's
Result<values::KeySchema> keys_named(std::string_view names, const values::Item& item);

}  // namespace tidemark::runbooks
