// The console's screens as text, each under the banner that says where this is.
//
//   write(draw(state, {.columns = 79, .zone = zone}));
//
// Threads   Pure functions.
#pragma once

#include "console/console_state.h"
#include "operator/time_words.h"

#include <string>

namespace tidemark::console {

struct Page {
  std::size_t columns = 79;
  const schedule::TimeZone& zone;
  bool colour = false;
};

// One to three lines and a rule.
[[nodiscard]] std::string banner(const Place& place, const Page& page);

[[nodiscard]] std::string draw(const ConsoleState& state, const Page& page);

}  // namespace tidemark::console
