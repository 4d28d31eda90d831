#include "console/layout.h"

#include <algorithm>

namespace tidemark::console {
namespace {

bool continues(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

// The bytes of the first `columns` characters.
std::size_t bytes_of(std::string_view text, std::size_t columns) {
  std::size_t at = 0;
  while (at < text.size() && columns > 0) {
    ++at;
    while (at < text.size() && continues(text[at])) ++at;
    --columns;
  }
  return at;
}

std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == text.npos ? text.size() : end + 1);
  return line;
}

std::string_view take_word(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  const std::string_view word = line.substr(0, line.find(' '));
  line.remove_prefix(word.size());
  return word;
}

// One line of text into lines of `columns`, each without its end.
std::vector<std::string> broken(std::string_view line, std::size_t columns,
                                std::size_t columns_after) {
  std::vector<std::string> lines;
  std::string current;
  std::size_t used = 0;
  std::size_t room = columns;
  const auto end_line = [&] {
    lines.push_back(std::move(current));
    current.clear();
    used = 0;
    room = columns_after;
  };
  for (std::string_view word = take_word(line); !word.empty(); word = take_word(line)) {
    if (used > 0 && used + 1 + width_of(word) <= room) {
      current += ' ';
      ++used;
    } else if (used > 0) {
      end_line();
    }
    while (width_of(word) > room) {
      const std::size_t bytes = bytes_of(word, room);
      current = word.substr(0, bytes);
      word.remove_prefix(bytes);
      end_line();
    }
    current += word;
    used += width_of(word);
  }
  if (used > 0 || lines.empty()) lines.push_back(std::move(current));
  return lines;
}

std::vector<std::string> lines_of(std::string_view text, std::size_t columns) {
  std::vector<std::string> lines;
  do {
    for (std::string& line : broken(take_line(text), columns, columns)) {
      lines.push_back(std::move(line));
    }
  } while (!text.empty());
  return lines;
}

std::string without_trailing_blanks(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

constexpr std::size_t kGap = 2;
constexpr std::size_t kLeast = 3;  // of a column that has to be wrapped

// Every column gets what its widest cell needs as long as there is room; then the wide ones share
// what is left.
std::vector<std::size_t> shares(const std::vector<std::vector<std::string>>& rows,
                                std::size_t room) {
  std::vector<std::size_t> wanted;
  for (const auto& row : rows) {
    wanted.resize(std::max(wanted.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) {
      wanted[i] = std::max(wanted[i], width_of(row[i]));
    }
  }
  const std::size_t gaps = wanted.empty() ? 0 : kGap * (wanted.size() - 1);
  room -= std::min(room, gaps);
  std::vector<std::size_t> given = wanted;
  const auto total = [&] {
    std::size_t sum = 0;
    for (const std::size_t one : given) sum += one;
    return sum;
  };
  while (total() > room) {
    const auto widest = std::ranges::max_element(given);
    if (*widest <= kLeast) break;
    const std::size_t over = total() - room;
    // Down to the second widest at once, or by what is over.
    std::size_t second = kLeast;
    for (auto it = given.begin(); it != given.end(); ++it) {
      if (it != widest && *it < *widest) second = std::max(second, *it);
    }
    *widest -= std::clamp<std::size_t>(*widest - second, 1, over);
  }
  return given;
}

}  // namespace

std::size_t page_columns(std::size_t columns) {
  // One column stays free: a terminal wraps in the last one.
  return std::clamp<std::size_t>(columns, kNarrowest + 1, kWidest + 1) - 1;
}

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return !continues(c); }));
}

std::string wrapped(std::string_view text, const Wrapping& wrapping) {
  const auto room = [&](std::size_t taken) {
    return std::max<std::size_t>(wrapping.columns - std::min(wrapping.columns, taken), 8);
  };
  std::string out;
  do {
    const std::string_view line = take_line(text);
    const std::size_t own = std::min(line.find_first_not_of(' '), line.size());
    const std::size_t indent = wrapping.indent + std::min(own, wrapping.columns / 4);
    bool first = true;
    for (const std::string& piece : broken(line, room(indent), room(indent + wrapping.hanging))) {
      const std::size_t blanks = indent + (first ? 0 : wrapping.hanging);
      out += without_trailing_blanks(std::string(blanks, ' ') + piece) + '\n';
      first = false;
    }
  } while (!text.empty());
  return out;
}

std::string in_columns(const std::vector<std::vector<std::string>>& rows, std::size_t columns,
                       std::size_t indent) {
  const std::vector<std::size_t> widths = shares(rows, columns - std::min(columns, indent));
  std::string out;
  for (const auto& row : rows) {
    std::vector<std::vector<std::string>> cells;
    std::size_t height = 1;
    for (std::size_t i = 0; i < row.size(); ++i) {
      cells.push_back(lines_of(row[i], std::max<std::size_t>(widths[i], 1)));
      height = std::max(height, cells.back().size());
    }
    for (std::size_t y = 0; y < height; ++y) {
      std::string line(indent, ' ');
      for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::string cell = y < cells[i].size() ? cells[i][y] : std::string();
        line += cell;
        if (i + 1 < cells.size()) line += std::string(widths[i] - width_of(cell) + kGap, ' ');
      }
      out += without_trailing_blanks(std::move(line)) + '\n';
    }
  }
  return out;
}

std::string printable(std::string_view text) {
  std::string kept;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') {
      kept += c;
    } else if (byte < 0x20 || byte == 0x7F) {
      kept += '?';
    } else {
      kept += c;
    }
  }
  return kept;
}

}  // namespace tidemark::console
