#include "client/wait.h"

#include <algorithm>

namespace tidemark::client {
namespace {

using std::chrono::milliseconds;

// By chance, so that many who wait do not all ask in one moment.
milliseconds shortened(milliseconds pause, Random& random) {
  const auto quarter = static_cast<std::uint64_t>(pause.count() / 4);
  return pause - milliseconds(static_cast<std::int64_t>(random.below(quarter + 1)));
}

}  // namespace

Status wait_until(std::string_view what, const WaitBounds& bounds, const Waits& waits,
                  const std::function<Result<bool>()>& there) {
  const auto began = waits.clock.since_boot();
  milliseconds pause = bounds.first;
  for (;;) {
    const Result<bool> answer = there();
    if (answer && answer.value()) return Ok{};
    if (!answer && answer.error().code != Code::kBusy && answer.error().code != Code::kUnknown) {
      return answer.error();
    }
    const auto waited = std::chrono::duration_cast<milliseconds>(waits.clock.since_boot() - began);
    if (bounds.at_most.count() > 0 && waited >= bounds.at_most) {
      return fail(Code::kBusy, fmt::format("waited {} s in vain until {}{}", waited.count() / 1000,
                                           what, answer ? "" : ": " + answer.error().message));
    }
    milliseconds next = shortened(pause, waits.random);
    if (bounds.at_most.count() > 0) next = std::min(next, bounds.at_most - waited);
    waits.pause(next);
    pause = std::min(pause * 3 / 2, bounds.longest);
  }
}

}  // namespace tidemark::client
