// `tidemark drill`: a server of its own in a temporary directory, the drill against it, the report.
#pragma once

#include "cli/drill_options.h"

namespace tidemark::apps {

// The process's exit code: 0 passed, 1 failed or could not be finished, 130 interrupted.
// Interrupts (SIGINT, SIGTERM, SIGHUP) end it in order: the child is stopped, the directory goes.
// To be called on the main thread before there are others.
int drill(const cli::DrillOptions& options);

}  // namespace tidemark::apps
