// How long a store goes on trying before it answers that the service cannot be had.
//
// Threads   Plain values, pure functions but for the Random's next number.
#pragma once

#include "base/random.h"

#include <chrono>
#include <functional>

namespace tidemark::blobs {

struct Patience {
  int attempts = 16;  // with half of all requests failing: one call in 65,000 gives up
  std::chrono::milliseconds base{50};
  std::chrono::milliseconds cap{5'000};
  std::chrono::seconds at_most{180};  // no further attempt after that
};

// Waits, and answers whether to go on: false once the program is stopping. Tests move a clock.
using Wait = std::function<bool(std::chrono::milliseconds)>;

// Uniform in (0, min(cap, base · 2^(attempt-1))]; `attempt` 1 is the one that just failed.
std::chrono::milliseconds pause_after(int attempt, const Patience& patience, Random& random);

}  // namespace tidemark::blobs
