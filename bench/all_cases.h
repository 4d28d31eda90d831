// Every case there is.
#pragma once

#include "bench/slices.h"

namespace tidemark::bench {

void add_all_cases(Bench& bench);

}  // namespace tidemark::bench
