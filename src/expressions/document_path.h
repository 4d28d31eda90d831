// Where in an item a value lies: `a.b[3]`, placeholders resolved.
#pragma once

#include "values/attribute_value.h"
#include "values/item_view.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tidemark::expressions {

// An attribute's or map member's name, or a list index.
using PathStep = std::variant<std::string, std::size_t>;

// Begins with a name. Sorts so that what lies within one value stands together, list elements by
// their numbers.
using DocumentPath = std::vector<PathStep>;

// "[a, b, [3]]", as messages write it.
std::string to_text(const DocumentPath& path);

inline const std::string& attribute_of(const DocumentPath& path) {
  return std::get<std::string>(path.front());
}

// The value there; null or unset when there is none, be it for want of a value on the way or
// because that is no map or no list.
const values::AttributeValue* find(const values::Item& item, const DocumentPath& path);
std::optional<values::ValueView> find(const values::ItemView& item, const DocumentPath& path);

}  // namespace tidemark::expressions
