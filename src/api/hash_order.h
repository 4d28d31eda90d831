// AWS prints some lists of names in the order in which Java's HashSet gives them out. Applications
// and suites that compare texts see that order.
#pragma once

#include <string>
#include <vector>

namespace tidemark::api {

// Each name once. `expected`: how many the set was made for; 0: Java's default of sixteen places.
std::vector<std::string> in_hash_order(const std::vector<std::string>& names, std::size_t expected);

// "[sk, a, b, pk, c]"
std::string hash_order_text(const std::vector<std::string>& names, std::size_t expected = 0);

}  // namespace tidemark::api
