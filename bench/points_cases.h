// Recovery points: written out of the engine beside compression alone, read back into it beside
// batched writes, and what thirty of them take.
#pragma once

#include "bench/slices.h"

namespace tidemark::bench {

void add_points_cases(Bench& bench);

}  // namespace tidemark::bench
