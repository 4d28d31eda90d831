#include "blobs/patience.h"

#include <algorithm>

namespace tidemark::blobs {

std::chrono::milliseconds pause_after(int attempt, const Patience& patience, Random& random) {
  const int doublings = std::min(attempt - 1, 20);  // beyond any cap, and the shift stays small
  const auto longest =
      std::min<std::int64_t>(patience.cap.count(), patience.base.count() << doublings);
  return std::chrono::milliseconds{
      1 + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(longest)))};
}

}  // namespace tidemark::blobs
