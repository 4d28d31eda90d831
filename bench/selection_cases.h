// What a backup plan's selection takes of an account with ten thousand tables.
#pragma once

#include "bench/slices.h"

namespace tidemark::bench {

void add_selection_cases(Bench& bench);

}  // namespace tidemark::bench
