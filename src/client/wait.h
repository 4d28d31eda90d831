// Asking again and again until something is there, with an end.
//
//   TM_TRY_STATUS(wait_until("table orders is ACTIVE", {.at_most = 30min}, waits, [&]
//       -> Result<bool> { … }));
//
// Threads   On the caller's.
// Errors    kBusy  it was not there when the time was over; names it and the time
//           and the first Error of `there`, but for trouble of the moment (kBusy, kUnknown), which
//           is borne for as long as the wait lasts
#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "client/aws_client.h"

#include <chrono>
#include <functional>
#include <string_view>

namespace tidemark::client {

struct WaitBounds {
  std::chrono::milliseconds first{1'000};     // before the second look
  std::chrono::milliseconds longest{20'000};  // between two looks
  std::chrono::milliseconds at_most{0};       // altogether; 0: without an end
};

// References outlive the wait.
struct Waits {
  const Clock& clock;
  Random& random;
  const Pause& pause;
};

// Looks at once, then with growing pauses, each up to a quarter shorter by chance.
Status wait_until(std::string_view what, const WaitBounds& bounds, const Waits& waits,
                  const std::function<Result<bool>()>& there);

}  // namespace tidemark::client
