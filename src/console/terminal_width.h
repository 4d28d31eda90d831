// How wide the terminal is at this moment; people drag windows.
//
// Threads   Any.
#pragma once

#include <cstddef>

namespace tidemark::console {

// 80 where nobody says: in a pipe, on a terminal that does not know.
[[nodiscard]] std::size_t terminal_width(int file);

}  // namespace tidemark::console
