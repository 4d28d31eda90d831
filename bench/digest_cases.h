// What the operator's digest of a table costs a client, beside reading the table and doing nothing.
#pragma once

#include "bench/slices.h"

namespace tidemark::bench {

// Left out without Settings::server.
void add_digest_cases(Bench& bench);

}  // namespace tidemark::bench
