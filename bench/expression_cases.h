// Conditions and updates: reading their texts, asking and applying them, without a store.
#pragma once

#include "bench/slices.h"

namespace tidemark::bench {

void add_expression_cases(Bench& bench);

}  // namespace tidemark::bench
