// Text into columns: a terminal's width is what it is, and names are as long as they like.
//
//   wrapped("read before continuing: …", {.columns = 80, .indent = 4});
//   in_columns({{"1", "Orders"}, {"2", "Parks"}}, 80);
//
// Widths count characters of UTF-8, not bytes; what is no character of its own (combining marks)
// and what is two columns wide (East Asian) are counted as one.
//
// Threads   Pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::console {

inline constexpr std::size_t kNarrowest = 20;
inline constexpr std::size_t kWidest = 100;  // longer lines are hard to read

// How many columns to write in on a terminal of `columns`.
[[nodiscard]] std::size_t page_columns(std::size_t columns);

[[nodiscard]] std::size_t width_of(std::string_view text);

struct Wrapping {
  std::size_t columns = 80;
  std::size_t indent = 0;   // of every line
  std::size_t hanging = 0;  // more, of every line but the first
};

// Lines, each with its end. Breaks at blanks; inside a word that is longer than a line. Line ends
// in `text` stay, and the blanks that a line of it begins with indent all lines made of it.
[[nodiscard]] std::string wrapped(std::string_view text, const Wrapping& wrapping = {});

// Rows of cells, two blanks between columns; the last column takes what is left and is wrapped, an
// earlier one is wrapped when it would take more than its share.
[[nodiscard]] std::string in_columns(const std::vector<std::vector<std::string>>& rows,
                                     std::size_t columns, std::size_t indent = 0);

// What a service says is shown without what could move the cursor or change colours.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace tidemark::console
