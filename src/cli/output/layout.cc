#include "cli/output/layout.h"

#include <fmt/format.h>

#include <algorithm>

namespace tidemark::cli {
namespace {

std::string padded(const std::string& text, std::size_t width, bool to_the_right) {
  const std::size_t own = width_of(text);
  const std::string blanks(width > own ? width - own : 0, ' ');
  return to_the_right ? blanks + text : text + blanks;
}

std::string row_text(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths,
                     const std::vector<bool>& numbers, std::size_t indent) {
  std::string line(indent, ' ');
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line += "  ";
    line += padded(cells[i], widths[i], numbers[i]);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

std::string blocks(const Grid& grid, std::size_t indent, std::size_t columns) {
  std::string text;
  for (const auto& row : grid.rows) {
    std::vector<std::pair<std::string, std::string>> facts;
    for (std::size_t i = 0; i < row.size(); ++i) facts.emplace_back(grid.titles[i], row[i]);
    if (!text.empty()) text += '\n';
    text += facts_text(facts, indent, columns);
  }
  return text;
}

}  // namespace

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u; }));
}

std::string printable(std::string_view text) {
  std::string shown;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20u || byte == 0x7Fu) {
      shown += fmt::format("\\x{:02x}", byte);
    } else {
      shown += c;
    }
  }
  return shown;
}

std::string grid_text(const Grid& grid, std::size_t indent, std::size_t columns, bool colour) {
  std::vector<std::size_t> widths;
  for (const std::string& title : grid.titles) widths.push_back(width_of(title));
  for (const auto& row : grid.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  }
  std::size_t total = indent + 2 * (widths.empty() ? 0 : widths.size() - 1);
  for (const std::size_t width : widths) total += width;
  if (total > columns) return blocks(grid, indent, columns);

  std::vector<std::string> rule;
  for (const std::size_t width : widths) rule.emplace_back(width, '-');
  std::string head = row_text(grid.titles, widths, grid.numbers, indent);
  if (colour) head = fmt::format("\x1b[1m{}\x1b[0m\n", head.substr(0, head.size() - 1));
  std::string text = head + row_text(rule, widths, grid.numbers, indent);
  for (const auto& row : grid.rows) text += row_text(row, widths, grid.numbers, indent);
  return text;
}

std::string facts_text(const std::vector<std::pair<std::string, std::string>>& facts,
                       std::size_t indent, std::size_t columns) {
  std::size_t names = 0;
  for (const auto& fact : facts) names = std::max(names, width_of(fact.first));
  const std::size_t left = indent + names + 2;
  std::string text;
  for (const auto& [name, value] : facts) {
    const auto lines = wrapped(value, columns > left + 20 ? columns - left : 20);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const std::string begin = i == 0
                                    ? std::string(indent, ' ') + padded(name, names, false) + "  "
                                    : std::string(left, ' ');
      text += begin + lines[i] + "\n";
    }
  }
  return text;
}

std::vector<std::string> wrapped(std::string_view text, std::size_t columns) {
  std::vector<std::string> lines(1);
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t blank = std::min(text.find(' ', at), text.size());
    const std::string_view word = text.substr(at, blank - at);
    std::string& line = lines.back();
    if (!line.empty() && width_of(line) + 1 + width_of(word) > columns) {
      lines.emplace_back(word);
    } else {
      line += (line.empty() ? "" : " ") + std::string(word);
    }
    at = blank + 1;
  }
  return lines;
}

}  // namespace tidemark::cli
