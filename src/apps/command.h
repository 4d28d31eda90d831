// A command that carries itself out: given the account, time, the terminal and the streams.
#pragma once

#include "cli/parser.h"

namespace tidemark::apps {

// The process's exit code (cli/exit_code.h). To be called on the main thread before there are
// others.
int command(const cli::Chosen& chosen);

}  // namespace tidemark::apps
