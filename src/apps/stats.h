// `tidemark stats`: what a stopped data directory holds, how big it is, and what keeps it.
#pragma once

#include "cli/stats_options.h"

namespace tidemark::apps {

// The process's exit code: 0, or 69 when the directory cannot be looked at (a server has it, it is
// no data directory, a store cannot be opened).
int stats(const cli::StatsOptions& options);

}  // namespace tidemark::apps
