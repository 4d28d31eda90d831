// The drill as it happens: a bar on a terminal, plain lines in a pipe.
//
//   DrillScreen screen({.animate = true, .columns = 80}, [](std::string_view text) { … });
//   … Drill(…, [&](const DrillStep& step) { screen.show(step); }, …)
//
// Threads   One call at a time.
#pragma once

#include "operator/drill.h"

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace tidemark::console {

struct ScreenOptions {
  bool animate = false;  // a terminal that can rewrite its line
  bool colour = false;
  std::size_t columns = 80;
};

class DrillScreen {
 public:
  using Write = std::function<void(std::string_view)>;

  DrillScreen(ScreenOptions options, Write write) : options_(options), write_(std::move(write)) {}

  void show(const runbooks::DrillStep& step);

  // Leaves the line that a bar may stand on. For the moment before other text is written.
  void clear();

 private:
  void show_moved(const runbooks::DrillStep& step);
  void show_ended(const runbooks::DrillStep& step);
  [[nodiscard]] std::string bar(const runbooks::DrillStep& step) const;
  [[nodiscard]] std::string painted(std::string_view text, std::string_view code) const;

  const ScreenOptions options_;
  Write write_;
  std::chrono::microseconds last_drawn_{0};
  bool line_open_ = false;
};

// "PASS" in green, "FAIL" in red, where colours are wanted.
[[nodiscard]] std::string coloured_verdict(std::string report, bool passed,
                                           const ScreenOptions& options);

}  // namespace tidemark::console
