// Backups, restores, branches.
#pragma once

#include "bench/slices.h"

namespace tidemark::bench {

// Backup and restore until usable: small table against large.
void add_restore_cases(Bench& bench);

// Reading a branch against reading a table of its own.
void add_branch_cases(Bench& bench);

}  // namespace tidemark::bench
