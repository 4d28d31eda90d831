// A program run for what it writes: `credential_process` of the AWS configuration files.
//
// Threads   Any.
// Errors    kNotFound  there is no such program
//           kInvalid   it ended with another status than 0; says which
#pragma once

#include "base/result.h"

#include <string>
#include <vector>

namespace tidemark::apps {

// words[0] is looked for in PATH; no shell. Its standard error goes where ours goes.
Result<std::string> run_program(const std::vector<std::string>& words);

}  // namespace tidemark::apps
