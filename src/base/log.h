// One line of log to standard error: "2026-11-21T14:03:27.123Z warn storage: wall clock stands …".
// Threads   Any. A line is written whole.
#pragma once

#include <string_view>

namespace tidemark {

enum class LogLevel { kDebug, kInfo, kWarn, kError };

// Lines below `level` are dropped. The default is kInfo.
void set_log_level(LogLevel level);

// `layer` is the folder under src/ that speaks. Compose `message` with fmt::format.
void log(LogLevel level, std::string_view layer, std::string_view message);

inline void log_info(std::string_view layer, std::string_view message) {
  log(LogLevel::kInfo, layer, message);
}

inline void log_warn(std::string_view layer, std::string_view message) {
  log(LogLevel::kWarn, layer, message);
}

inline void log_error(std::string_view layer, std::string_view message) {
  log(LogLevel::kError, layer, message);
}

}  // namespace tidemark
