// What a build with planted faults listens to beside its command line, so that tests of the whole
// process can lie to it. A build without them (release) listens to nothing.
//
//   TIDEMARK_PLANTED_FAULT=StaleRead     that bug is switched on
//   TIDEMARK_CLOCK_SHIFT=FILE            FILE holds seconds that are added to the wall clock, read
//                                        at every look at it
#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <memory>

namespace tidemark::apps {

// Errors: kInvalid  there is no fault of that name
Status plant_fault();

// The wall clock of the process.
std::unique_ptr<Clock> wall_clock();

}  // namespace tidemark::apps
