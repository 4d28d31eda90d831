// What a call through the client takes beside a bare libcurl call with the same request.
#pragma once

#include "bench/slices.h"

namespace tidemark::bench {

void add_client_cases(Bench& bench);

}  // namespace tidemark::bench
