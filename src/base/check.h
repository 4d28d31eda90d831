// TM_CHECK(condition): a bug of ours stops the process before it reaches the disk.
// Stays on in release builds.
#pragma once

namespace tidemark {

// Writes one line to standard error and aborts. Thread-safe.
[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace tidemark

#define TM_CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::tidemark::check_failed(#condition, __FILE__, __LINE__))
