// Keeps the console's state in a file, for whoever draws it elsewhere.
//
//   options.watch = StateFile("/run/console.json", [](const Error& error) { … });
//
// The file is replaced whole: whoever reads it never sees half of one.
//
// Threads   One call at a time.
// Format    docs/formats/console_state.md
#pragma once

#include "base/result.h"
#include "console/console_state.h"

#include <functional>
#include <string>

namespace tidemark::console {

class StateFile {
 public:
  // `trouble` is told once when the file cannot be written; the console goes on.
  StateFile(std::string path, std::function<void(const Error&)> trouble)
      : path_(std::move(path)), trouble_(std::move(trouble)) {}

  void operator()(const ConsoleState& state);

 private:
  std::string path_;
  std::function<void(const Error&)> trouble_;
  bool told_ = false;
};

}  // namespace tidemark::console
