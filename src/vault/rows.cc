#include "vault/rows.h"

namespace tidemark::vault {

// A component ends with 00 00, so a greater last byte lies behind whatever follows it.
std::string end_of_prefix(std::string prefix) {
  if (!prefix.empty()) prefix.back() = '\1';
  return prefix;
}

}  // namespace tidemark::vault
