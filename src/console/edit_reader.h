// Lines typed at a terminal: editing with the keys of Emacs, earlier lines with the arrows, names
// with Tab. By libedit.
//
//   EditReader reader(stdin, stdout, stderr);
//
// Ctrl-C leaves the line (kInterrupted), Ctrl-D on an empty one ends (kEnd), Ctrl-Z suspends. A
// terminal that changes its size is followed. Earlier lines live as long as the reader.
//
// Threads   One call at a time; it sets the process's LC_CTYPE from the environment, for names that
//           are no ASCII.
#pragma once

#include "console/line_reader.h"

#include <cstdio>
#include <memory>

namespace tidemark::console {

class EditReader final : public LineReader {
 public:
  EditReader(std::FILE* in, std::FILE* out, std::FILE* error);
  ~EditReader() override;

  TypedLine read(std::string_view prompt, const std::vector<std::string>& candidates) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// What Tab makes of a line: as much as all candidates that begin with it have in common.
struct Completion {
  std::string line;                  // as it was when nothing begins with it
  std::vector<std::string> matches;  // more than one: to be shown
};

[[nodiscard]] Completion complete(std::string_view line,
                                  const std::vector<std::string>& candidates);

}  // namespace tidemark::console
