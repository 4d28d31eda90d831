// Reading lines and lists out of other people's text, and numbers into people's.
//
// Threads   Pure functions; views point into their argument.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::runbooks {

// Without blanks, tabs and line ends at both sides.
[[nodiscard]] std::string_view trimmed(std::string_view text);

// The next line, without its end; `text` then begins after it.
std::string_view take_line(std::string_view& text);

// Trimmed parts between separators; empty parts are left out.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);

// At commas, but not at those inside {…}.
[[nodiscard]] std::vector<std::string_view> split_outside_braces(std::string_view text);

// Line ends become blanks.
[[nodiscard]] std::string joined_lines(std::string_view text);

[[nodiscard]] bool is_utf8(std::string_view text);

[[nodiscard]] std::optional<std::string> bytes_of_hex(std::string_view digits);

// "63,666".
[[nodiscard]] std::string with_commas(std::uint64_t number);

// "512 B", "48.2 MiB".
[[nodiscard]] std::string bytes_text(std::uint64_t bytes);

// "0.012 s", "4.1 s", "3 min 20 s".
[[nodiscard]] std::string seconds_text(std::chrono::microseconds took);

// At most `columns` wide; what is longer ends in "...".
[[nodiscard]] std::string shortened(std::string_view text, std::size_t columns);

}  // namespace tidemark::runbooks
