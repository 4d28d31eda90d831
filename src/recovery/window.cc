#include "recovery/window.h"

#include <algorithm>

namespace tidemark::recovery {

std::optional<Timestamp> Window::resolve(Timestamp at) const {
  if (at < shown_earliest() || at > latest) return std::nullopt;
  return std::max(at, earliest);
}

std::optional<Window> window_of(const storage::TableState& table, Timestamp now,
                                std::chrono::microseconds lag) {
  if (!table.history.kept) return std::nullopt;
  Window window;
  window.earliest = std::max(table.history.floor, now - table.history.period);
  window.latest = std::max((now - lag).floor_to_second(), window.earliest);
  if (table.dropped_at) {
    window.latest = *table.dropped_at - std::chrono::microseconds(1);
    if (window.latest < window.earliest) return std::nullopt;
  }
  return window;
}

}  // namespace tidemark::recovery
