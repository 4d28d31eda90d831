// Words in columns, for people.
//
// Threads   Pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tidemark::cli {

// How many columns of a terminal the text takes: one a character of UTF-8.
std::size_t width_of(std::string_view text);

// Control characters, which could move a terminal's cursor, as "\x1b".
std::string printable(std::string_view text);

struct Grid {
  std::vector<std::string> titles{};
  std::vector<std::vector<std::string>> rows{};
  std::vector<bool> numbers{};  // these columns are aligned to the right
};

// Titles, a rule, rows. When a row does not fit `columns`, each row becomes a block of facts: no
// cell is ever cut, since somebody may have to type it.
std::string grid_text(const Grid& grid, std::size_t indent, std::size_t columns, bool colour);

// "Name   value", values below each other.
std::string facts_text(const std::vector<std::pair<std::string, std::string>>& facts,
                       std::size_t indent, std::size_t columns);

// Lines of at most `columns`, broken at blanks; a word that is longer stays whole.
std::vector<std::string> wrapped(std::string_view text, std::size_t columns);

}  // namespace tidemark::cli
