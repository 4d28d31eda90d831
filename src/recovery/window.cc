#include "recovery/window.h"

#include <algorithm>

namespace tidemark::recovery {

std::optional<Timestamp> Window::resolve(Timestamp at) const {
  if (at < shown_earliest() || at > latest) return std::nullopt;
  return std::max(at, earliest);
}

WindowClock window_clock(const storage::Store& store, Timestamp now) {
  return {.latest = std::max(now, store.commit_clock()),
          .counted_from = std::min(now, store.trusted_clock())};
}

std::optional<Window> window_of(const storage::TableState& table, const WindowClock& clock,
                                std::chrono::microseconds lag) {
  if (!table.history.kept) return std::nullopt;
  Window window;
  window.earliest = std::max(table.history.floor, clock.counted_from - table.history.period);
  window.latest = std::max((clock.latest - lag).floor_to_second(), window.earliest);
  if (table.dropped_at) {
    window.latest = *table.dropped_at - std::chrono::microseconds(1);
    if (window.latest < window.earliest) return std::nullopt;
  }
  return window;
}

}  // namespace tidemark::recovery
