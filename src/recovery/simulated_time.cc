#include "recovery/simulated_time.h"

#include "codec/iso8601.h"

#include <algorithm>

namespace tidemark::recovery {

namespace {

std::string shown(Timestamp at) {
  return codec::to_iso8601(at, codec::Fraction::kMicros);
}

}  // namespace

Status pass_time_until(Timestamp target, SimulatedClock& clock, storage::JobRunner& jobs,
                       const storage::DataDirectory& directory) {
  if (target < clock.now()) {
    return fail(Code::kInvalid, fmt::format("the simulated clock stands at {} and never goes back, "
                                            "not to {}",
                                            shown(clock.now()), shown(target)));
  }
  while (true) {
    while (jobs.turn()) {
    }
    const std::optional<Timestamp> due = jobs.next_due_at();
    if (due && *due <= clock.now()) {
      // Another thread may have had the last turn; what is still due after one more is stuck.
      if (jobs.turn()) continue;
      if (const auto still = jobs.next_due_at(); still && *still <= clock.now()) {
        return fail(Code::kBusy,
                    fmt::format("work due at {} could not be done, see the log", shown(*still)));
      }
      continue;
    }
    if (clock.now() == target) return Ok{};
    const Timestamp next = due ? std::min(*due, target) : target;
    TM_TRY_STATUS(directory.save_simulated_now(next));
    clock.advance(next - clock.now());
  }
}

}  // namespace tidemark::recovery
