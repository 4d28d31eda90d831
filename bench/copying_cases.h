// Materialising a restored table beside writing the same rows in batches.
#pragma once

#include "bench/slices.h"

namespace tidemark::bench {

void add_copying_cases(Bench& bench);

}  // namespace tidemark::bench
