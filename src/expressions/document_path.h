// Where in an item a value lies: `a.b[3]`, placeholders resolved.
#pragma once

#include <string>
#include <variant>
#include <vector>

namespace tidemark::expressions {

// An attribute's or map member's name, or a list index.
using PathStep = std::variant<std::string, std::size_t>;

// Begins with a name.
using DocumentPath = std::vector<PathStep>;

// "[a, b, [3]]", as messages write it.
std::string to_text(const DocumentPath& path);

inline const std::string& attribute_of(const DocumentPath& path) {
  return std::get<std::string>(path.front());
}

}  // namespace tidemark::expressions
