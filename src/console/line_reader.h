// Where typed lines come from: a terminal with editing, a plain one, a pipe, a test.
//
//   const TypedLine line = reader.read("> ");
//   if (line.what == TypedLine::What::kText) … line.text …
//
// Threads   One call at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::console {

struct TypedLine {
  enum class What : std::uint8_t {
    kText,
    kEnd,          // Ctrl-D, or the pipe is empty
    kInterrupted,  // Ctrl-C
  };

  What what = What::kEnd;
  std::string text{};  // without line end
};

class LineReader {
 public:
  virtual ~LineReader() = default;

  // Shows `prompt` at the start of a line and reads one. Tab completes to one of `candidates`.
  virtual TypedLine read(std::string_view prompt, const std::vector<std::string>& candidates) = 0;
};

using Write = std::function<void(std::string_view)>;

}  // namespace tidemark::console
