// Asks one thing at a time. "exit", "menu" and "help" work in every answer, and so do Ctrl-C and
// Ctrl-D: whoever asks gets nullopt and goes back to where the menu is shown.
//
//   const auto name = asker.text("Name of the new table", {});
//   if (!name) return;                        // asker.leaving() says where to
//
// A name that is one of those words is typed in double quotes.
//
// Threads   One call at a time.
#pragma once

#include "console/line_reader.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::console {

class Asker {
 public:
  enum class Leaving : std::uint8_t { kNot, kToMenu, kOut };

  // `help` shows a topic, or all of them for "".
  Asker(LineReader& reader, Write write, std::function<void(std::string_view topic)> help)
      : reader_(reader), write_(std::move(write)), help_(std::move(help)) {}

  // What was typed, without blanks around it; never empty.
  std::optional<std::string> text(std::string_view question,
                                  const std::vector<std::string>& candidates = {});

  // As text, but an empty line is `otherwise`.
  std::optional<std::string> text_or(std::string_view question, std::string_view otherwise);

  // Y, y and yes; N, n and no.
  std::optional<bool> yes(std::string_view question);

  // As yes, but leaving is no.
  bool yes_or_leave(std::string_view question) { return yes(question).value_or(false); }

  [[nodiscard]] Leaving leaving() const { return leaving_; }

  // Back at the menu: nobody leaves any more.
  void arrived() { leaving_ = Leaving::kNot; }

  // Whether Ctrl-C was what made the last question be left.
  [[nodiscard]] bool interrupted() const { return interrupted_; }

 private:
  struct Answer {
    std::string text;
    bool quoted = false;
  };

  // nullopt: leaving. An empty text is an empty line.
  std::optional<Answer> line(std::string_view question, const std::vector<std::string>& candidates);

  LineReader& reader_;
  const Write write_;
  const std::function<void(std::string_view)> help_;
  Leaving leaving_ = Leaving::kNot;
  bool interrupted_ = false;
};

}  // namespace tidemark::console
