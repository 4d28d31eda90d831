// Lines from a pipe, or from a terminal that cannot move its cursor.
//
//   PlainReader reader(STDIN_FILENO, isatty(STDIN_FILENO) == 0, write);
//
// Threads   One call at a time.
#pragma once

#include "console/line_reader.h"

namespace tidemark::console {

class PlainReader final : public LineReader {
 public:
  // `echo`: what was read is written behind its prompt, for nobody else does.
  PlainReader(int file, bool echo, Write write)
      : file_(file), echo_(echo), write_(std::move(write)) {}

  // A signal that interrupts the read counts as Ctrl-C.
  TypedLine read(std::string_view prompt, const std::vector<std::string>& candidates) override;

 private:
  const int file_;
  const bool echo_;
  const Write write_;
  std::string buffer_;
  bool ended_ = false;
};

// A line longer than this is cut: nothing that is asked for is.
inline constexpr std::size_t kLongestLine = 4096;

}  // namespace tidemark::console
