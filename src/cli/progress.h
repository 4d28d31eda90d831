// A run as it happens, on standard error: a line that is rewritten on a terminal, plain lines in a
// pipe.
//
//   Progress progress({.animates = true, .columns = 80}, write);
//   Conductor conductor(site, runs, [&](const RunEvent& event) { progress.show(event); });
//   progress.clear();
//
// Threads   One call at a time.
#pragma once

#include "operator/run_event.h"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace tidemark::cli {

struct ProgressOptions {
  bool animates = false;
  std::size_t columns = 80;
};

class Progress {
 public:
  using Write = std::function<void(std::string_view)>;

  Progress(ProgressOptions options, Write write) : options_(options), write_(std::move(write)) {}

  void show(const runbooks::RunEvent& event);

  // Leaves the line that is being rewritten. For the moment before other text is written.
  void clear();

 private:
  void line(const std::string& text);
  void show_waiting(const runbooks::RunEvent& event);

  const ProgressOptions options_;
  Write write_;
  std::string last_waiting_;  // not told twice in a pipe
  bool line_open_ = false;
};

}  // namespace tidemark::cli
