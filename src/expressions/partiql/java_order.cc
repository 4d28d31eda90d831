#include "expressions/partiql/java_order.h"

#include <algorithm>
#include <cstdint>

namespace tidemark::expressions::partiql {

namespace {

// String.hashCode() over the bytes; names beyond ASCII would need their UTF-16.
std::uint32_t hash_of(const std::string& name) {
  std::uint32_t hash = 0;
  for (const char c : name) hash = hash * 31 + static_cast<unsigned char>(c);
  return hash ^ (hash >> 16);
}

}  // namespace

std::vector<std::string> in_java_order(std::vector<std::string> names) {
  std::uint32_t buckets = 16;
  while (names.size() * 4 > buckets * 3) buckets *= 2;
  std::stable_sort(names.begin(), names.end(), [&](const std::string& a, const std::string& b) {
    return (hash_of(a) & (buckets - 1)) < (hash_of(b) & (buckets - 1));
  });
  return names;
}

}  // namespace tidemark::expressions::partiql
