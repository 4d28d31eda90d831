// A run as it happens: one line that is written again and again on a terminal, lines in a pipe.
//
//   RunScreen screen({.animate = true, .columns = 79}, write);
//   … watch = [&](const RunEvent& event) { screen.show(event); } …
//   screen.tick(elapsed);       // between two events: the time goes on
//
// Threads   One call at a time.
#pragma once

#include "console/line_reader.h"
#include "operator/run_event.h"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tidemark::console {

struct RunScreenOptions {
  bool animate = false;  // a terminal that can write its line again
  bool colour = false;
  std::size_t columns = 79;
};

class RunScreen {
 public:
  RunScreen(RunScreenOptions options, Write write) : options_(options), write_(std::move(write)) {}

  void show(const runbooks::RunEvent& event);

  // `since_event`: how long ago the last event was told.
  void tick(std::chrono::microseconds since_event);

  // Leaves the line that is written again. For the moment before other text is written.
  void clear();

 private:
  void waiting(const runbooks::RunEvent& event, std::chrono::microseconds elapsed);
  void line(std::string_view word, std::string_view code, const std::string& text);
  [[nodiscard]] std::string progress(const runbooks::RunEvent& event,
                                     std::chrono::microseconds elapsed) const;

  const RunScreenOptions options_;
  const Write write_;
  std::optional<runbooks::RunEvent> last_{};
  std::chrono::microseconds last_line_{0};  // of this step's elapsed time
  bool open_ = false;
};

}  // namespace tidemark::console
