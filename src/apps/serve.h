// `tidemark serve`: builds the engine, opens the door, waits for SIGTERM or SIGINT.
#pragma once

#include "cli/serve_options.h"

#include <string>

namespace tidemark::apps {

// The process's exit code: 0 after an orderly end. To be called on the main thread before there
// are others. With `port_file` set, writes the port there (whole, by rename) once it accepts.
int serve(const cli::ServeOptions& options);

// Where a data directory keeps its access keys (services/identity/access_keys.h).
inline std::string key_file_of(const std::string& data) {
  return data + "/keys";
}

}  // namespace tidemark::apps
