// What an update makes of an item. Everything on its right-hand sides is read from the item as it
// was before, and list elements keep the numbers they had then, so actions have no order.
//
//   auto changed = apply(update, before, key_attributes);
//   if (const auto* problem = std::get_if<ExpressionProblem>(&changed)) …     // a
//   ValidationException, as is TooLarge
//
// Threads   Pure.
#pragma once

#include "expressions/update.h"

#include <optional>
#include <variant>

namespace tidemark::expressions {

// The item would be larger than any may be. Known as soon as it is certain, so that an update
// never holds much more than that.
struct TooLarge {};

using Updated = std::variant<std::optional<values::Item>, ExpressionProblem, TooLarge>;

// Without an item before, one is made of `key`; but REMOVE and DELETE alone make none (unset).
Updated apply(const Update& update, const std::optional<values::Item>& before,
              const values::Item& key);

// What UPDATED_OLD and UPDATED_NEW return of the item before and after: what lies at the paths
// that the update names.
values::Item touched(const Update& update, const values::Item& image);

}  // namespace tidemark::expressions
