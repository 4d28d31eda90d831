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

bool is_backed_up(const tables::TableDescription& table, const storage::TableState& state) {
  return state.history.kept && !table.history_for_stream_only;
}

std::optional<Window> window_of(const tables::TableDescription& table,
                                const storage::TableState& state, const WindowClock& clock,
                                std::chrono::microseconds lag) {
  if (!is_backed_up(table, state)) return std::nullopt;
  Window window;
  window.earliest = std::max(
      {state.history.floor, clock.counted_from - state.history.period, table.backups_from});
  window.latest = std::max((clock.latest - lag).floor_to_second(), window.earliest);
  if (state.dropped_at) {
    window.latest = *state.dropped_at - std::chrono::microseconds(1);
    if (window.latest < window.earliest) return std::nullopt;
  }
  return window;
}

}  // namespace tidemark::recovery
