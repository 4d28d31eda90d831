// Commits through the store alone: how many a second, and what history costs them.
#pragma once

#include "bench/slices.h"

namespace tidemark::bench {

void add_commit_cases(Bench& bench);

}  // namespace tidemark::bench
