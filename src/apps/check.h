// `tidemark check`: proves that a stopped data directory is what its formats say.
// Returns the process's exit code: 0 sound, 1 something was found, 69 it could not be looked at.
#pragma once

#include "cli/check_options.h"

namespace tidemark::apps {

int check(const cli::CheckOptions& options);

}  // namespace tidemark::apps
