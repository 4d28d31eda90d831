#include "client/call_watch.h"

#include <algorithm>
#include <array>

namespace tidemark::client {

bool SentCall::reads() const {
  constexpr std::array<std::string_view, 6> kBeginnings{"Describe", "List", "Get",
                                                        "Query",    "Scan", "BatchGet"};
  return std::ranges::any_of(
      kBeginnings, [this](std::string_view begin) { return operation.starts_with(begin); });
}

}  // namespace tidemark::client
