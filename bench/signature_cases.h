// What a signature costs beside one hash of the body.
#pragma once

#include "bench/slices.h"

namespace tidemark::bench {

void add_signature_cases(Bench& bench);

}  // namespace tidemark::bench
