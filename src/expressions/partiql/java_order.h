// Names as the service lists those that it kept in a hash set of its language's.
#pragma once

#include <string>
#include <vector>

namespace tidemark::expressions::partiql {

// No name twice.
std::vector<std::string> in_java_order(std::vector<std::string> names);

}  // namespace tidemark::expressions::partiql
