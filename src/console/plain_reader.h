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
  // `take_interrupt`: whether Ctrl-C came since the last time; asked while nothing is typed.
  PlainReader(int file, bool echo, Write write, std::function<bool()> take_interrupt = {})
      : file_(file),
        echo_(echo),
        write_(std::move(write)),
        take_interrupt_(std::move(take_interrupt)) {}

  TypedLine read(std::string_view prompt, const std::vector<std::string>& candidates) override;

 private:
  // Until there is something to read. False: interrupted.
  [[nodiscard]] bool wait() const;

  const int file_;
  const bool echo_;
  const Write write_;
  const std::function<bool()> take_interrupt_;
  std::string buffer_;
  bool ended_ = false;
};

// A line longer than this is cut: nothing that is asked for is.
inline constexpr std::size_t kLongestLine = 4096;

}  // namespace tidemark::console
