// Reads through the store alone: newest and past, at one and at twenty old versions of every key.
#pragma once

#include "bench/slices.h"

namespace tidemark::bench {

void add_read_cases(Bench& bench);

}  // namespace tidemark::bench
