// `tidemark repair`: makes, beside a stopped data directory, one that holds what of it is provable,
// and says what is lost. The directory itself is only read.
// Returns the process's exit code: 0 nothing was lost and the copy is sound, 1 something was lost
// or the copy is not sound, 69 no copy was made.
#pragma once

#include "cli/repair_options.h"

namespace tidemark::apps {

int repair(const cli::RepairOptions& options);

}  // namespace tidemark::apps
