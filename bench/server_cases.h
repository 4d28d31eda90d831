// Whole servers at rest and at their beginnings: memory, time until ready, recovery after a kill.
#pragma once

#include "bench/slices.h"

namespace tidemark::bench {

// None without Settings::server.
void add_server_cases(Bench& bench);

}  // namespace tidemark::bench
