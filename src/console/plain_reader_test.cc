#include "console/plain_reader.h"

#include <gtest/gtest.h>

#include <array>
#include <unistd.h>

namespace tidemark::console {
namespace {

// A reader of a pipe that holds `text` and ends.
struct Piped {
  explicit Piped(std::string_view text) : end(pipe_with(text)) {}

  ~Piped() { close(end); }

  static int pipe_with(std::string_view text) {
    std::array<int, 2> ends{};
    EXPECT_EQ(pipe(ends.data()), 0);
    EXPECT_EQ(write(ends[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
    close(ends[1]);
    return ends[0];
  }

  const int end;
  std::string written;
  PlainReader reader{end, true, [this](std::string_view text) { written += text; }};

  // "one|two|end".
  std::string all() {
    std::string lines;
    for (;;) {
      const TypedLine line = reader.read("> ", {});
      if (line.what != TypedLine::What::kText) return lines + "end";
      lines += line.text + '|';
    }
  }
};

TEST(PlainReader, ReadsLinesAndTheLastWithoutEnd) {
  EXPECT_EQ(Piped("one\r\n\ntwo").all(), "one||two|end");
  EXPECT_EQ(Piped("").all(), "end");
}

TEST(PlainReader, EchoesBehindThePrompt) {
  Piped piped("one\n");

  EXPECT_EQ(piped.all(), "one|end");

  EXPECT_EQ(piped.written, "> one\n> \n");
}

TEST(PlainReader, CutsWhatIsNoTyping) {
  std::string typed(kLongestLine + 10, 'x');
  typed.append("\nnext\n");
  Piped piped(typed);

  EXPECT_EQ(piped.reader.read("> ", {}).text.size(), kLongestLine);
  EXPECT_EQ(piped.reader.read("> ", {}).text, "next");
}

}  // namespace
}  // namespace tidemark::console
