// Backups and restores of AWS Backup in a whole server: what a backup leaves to those who write
// meanwhile, and what a job holds in memory.
#pragma once

#include "bench/slices.h"

namespace tidemark::bench {

void add_backup_cases(Bench& bench);

}  // namespace tidemark::bench
