#include "console/layout.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tidemark::console {
namespace {

std::size_t widest_line(std::string_view text) {
  std::size_t widest = 0;
  while (!text.empty()) {
    const auto end = text.find('\n');
    widest = std::max(widest, width_of(text.substr(0, end)));
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
  return widest;
}

TEST(Wrapped, BreaksAtBlanks) {
  EXPECT_EQ(wrapped("one two three four", {.columns = 9}), "one two\nthree\nfour\n");
  EXPECT_EQ(wrapped("one two three", {.columns = 12, .indent = 2, .hanging = 2}),
            "  one two\n    three\n");
  EXPECT_EQ(wrapped("a\n\nb", {.columns = 9}), "a\n\nb\n");
  EXPECT_EQ(wrapped("", {.columns = 9}), "\n");
  EXPECT_EQ(wrapped("a:\n  1. one two", {.columns = 10, .hanging = 3}), "a:\n  1. one\n     two\n");
}

// A name of DynamoDB's greatest length, at every width that a terminal may have.
TEST(Wrapped, BreaksAnyWordAtAnyWidth) {
  const std::string name(255, 'n');
  for (std::size_t columns = kNarrowest; columns <= 200; ++columns) {
    const std::string text =
        wrapped(fmt::format("restore {} as {}", name, name), {.columns = columns, .indent = 4});
    EXPECT_LE(widest_line(text), columns);
    EXPECT_EQ(std::ranges::count(text, 'n'), 510);
  }
}

TEST(Wrapped, CountsCharactersNotBytes) {
  EXPECT_EQ(wrapped("éééé éééé éééé", {.columns = 9}), "éééé éééé\néééé\n");
  const std::string text = wrapped(std::string("éééééééééééé"), {.columns = 8});
  EXPECT_EQ(text, "éééééééé\néééé\n");
}

TEST(InColumns, WrapsTheWidest) {
  EXPECT_EQ(
      in_columns({{"1", "Orders", "a short one"}, {"10", "Parks", "and one that is longer"}}, 80),
      "1   Orders  a short one\n"
      "10  Parks   and one that is longer\n");
  EXPECT_EQ(in_columns({{"1", "Orders", "a text that goes on"}}, 24, 2),
            "  1  Orders  a text that\n"
            "             goes on\n");
}

TEST(InColumns, StaysWithinAnyWidth) {
  const std::string name(255, 'n');
  for (std::size_t columns = kNarrowest; columns <= 200; columns += 3) {
    const std::string text = in_columns({{"1", name, "Nov 21 2026 - 00:04:15", name}}, columns, 2);
    EXPECT_LE(widest_line(text), columns);
    EXPECT_EQ(std::ranges::count(text, 'n'), 510);
  }
}

TEST(Printable, LeavesNothingThatMovesTheCursor) {
  EXPECT_EQ(printable("a\x1b[2Jb\r\tc\né"), "a?[2Jb??c\né");
}

TEST(PageColumns, AreWithinReason) {
  EXPECT_EQ(page_columns(0), kNarrowest);
  EXPECT_EQ(page_columns(80), 79u);
  EXPECT_EQ(page_columns(200), kWidest);
}

}  // namespace
}  // namespace tidemark::console
