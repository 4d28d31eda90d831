#include "console/terminal_width.h"

#include <sys/ioctl.h>

namespace tidemark::console {

std::size_t terminal_width(int file) {
  winsize size{};
  if (::ioctl(file, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

}  // namespace tidemark::console
