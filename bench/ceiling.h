// The least that any server of ours could do: the same listener, a fixed answer, no engine.
#pragma once

#include "base/result.h"

#include <string>

namespace tidemark::bench {

// Serves 127.0.0.1 until SIGTERM, each request answered with kCeilingBytes bytes of JSON.
// Writes its port to `port_file` once it listens.
Status serve_ceiling(const std::string& port_file);

inline constexpr std::size_t kCeilingBytes = 100;

}  // namespace tidemark::bench
