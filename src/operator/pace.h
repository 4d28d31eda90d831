// How fast a table is read or written: within a budget of capacity units a second, and slower
// while the service says that it is too much.
//
//   Pace pace({.units_per_second = 500}, clock, pause);
//   pace.wait();                       // until the budget has room
//   … one request, that says it used 32.5 units and was throttled twice …
//   pace.used(32.5, 2);
//
// What a request costs is known when it was answered, so that the budget is kept on average over
// some seconds, not in each. After throttles the rate falls to seven tenths of what was reached,
// and grows by a twentieth a second from there, up to the budget; without a budget until nobody
// throttles at twice that.
//
// Threads   All members may be called from any thread at once.
#pragma once

#include "base/clock.h"
#include "client/aws_client.h"

#include <chrono>
#include <mutex>

namespace tidemark::runbooks {

struct Budget {
  double units_per_second = 0;  // 0: none
};

class Pace {
 public:
  // `clock` outlives it.
  Pace(Budget budget, const Clock& clock, client::Pause pause);

  void wait();

  void used(double units, int throttled);

  // Units a second that it allows itself now; 0: any number.
  [[nodiscard]] double allowed() const;

  // All that was told to used().
  [[nodiscard]] double units() const;
  [[nodiscard]] int throttles() const;

 private:
  using Micros = std::chrono::microseconds;

  void slow_down(Micros now);
  void speed_up(Micros now);

  const double budget_;
  const Clock& clock_;
  const client::Pause pause_;

  mutable std::mutex mutex_;
  double rate_;         // 0: any
  double ceiling_ = 0;  // without a budget: where the rate is given up again
  Micros free_at_{0};   // when what was used so far is paid for
  Micros slowed_at_{0};
  Micros changed_at_{0};    // the rate, up or down
  Micros counted_from_{0};  // for the rate that is reached
  double units_since_ = 0;
  double last_units_ = 1;  // of a request that was not refused
  double units_ = 0;
  int throttles_ = 0;
};

}  // namespace tidemark::runbooks
