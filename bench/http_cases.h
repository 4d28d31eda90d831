// Requests through the whole server, beside the ceiling and, if there is one, a peer.
#pragma once

#include "bench/slices.h"

namespace tidemark::bench {

void add_http_cases(Bench& bench);

}  // namespace tidemark::bench
