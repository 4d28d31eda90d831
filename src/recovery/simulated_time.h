// Moving a simulated clock as time would pass: every job that falls due on the way runs at its own
// due instant, in order.
//
// Threads   One call at a time; the runner may go on turning on its own thread.
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "storage/data_directory.h"
#include "storage/job_runner.h"

namespace tidemark::recovery {

// Returns when the clock stands at `target` and nothing is due any more. The clock is saved in
// `directory` before anything happens at its new instant.
//
// Errors: kInvalid  `target` lies before now
//         kBusy     something due at an instant on the way could not be done; the clock stands
//         there
Status pass_time_until(Timestamp target, SimulatedClock& clock, storage::JobRunner& jobs,
                       const storage::DataDirectory& directory);

}  // namespace tidemark::recovery
