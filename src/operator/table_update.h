// The UpdateTable requests that bring a table's throughput to what a passport says.
//
// Threads   Pure functions.
// Source    API reference, UpdateTable: a switch of the billing mode names the units of every
//           global index; units that would not change are refused; limits and warm throughput of
//           the table and of its indexes come in requests of their own.
#pragma once

#include "operator/passport.h"

#include <string>
#include <vector>

namespace tidemark::runbooks {

// Bodies in the order to be sent; `aspect` is kThroughput, kOnDemandLimits or kWarmThroughput.
// Indexes that `found` lacks are left out. Warm throughput is raised, never lowered.
[[nodiscard]] std::vector<std::string> throughput_updates(Aspect aspect, const Passport& wanted,
                                                          const Passport& found);

}  // namespace tidemark::runbooks
