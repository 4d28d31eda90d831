#include "apps/terminal.h"

#include <cstdlib>
#include <sys/ioctl.h>
#include <unistd.h>

namespace tidemark::apps {
namespace {

bool is_terminal(std::FILE* stream) {
  return ::isatty(::fileno(stream)) == 1;
}

// 80 where nobody says more, as in a pipe.
std::size_t columns_of(std::FILE* stream) {
  winsize size{};
  const bool told = ::ioctl(::fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col >= 20;
  return told ? size.ws_col : 80;
}

}  // namespace

std::string environment(const char* name, const char* otherwise) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0' ? value : otherwise;
}

console::ScreenOptions screen_for(std::FILE* stream) {
  console::ScreenOptions options;
  const bool terminal = is_terminal(stream) && environment("TERM", "dumb") != "dumb";
  options.animate = terminal;
  options.colour = terminal && environment("NO_COLOR", "").empty();
  if (const std::size_t columns = columns_of(stream); terminal && columns >= 40) {
    options.columns = columns;
  }
  return options;
}

cli::Terminal terminal_of_process() {
  const bool dumb = environment("TERM", "dumb") == "dumb";
  const bool shows = is_terminal(stdout);
  const bool tells = is_terminal(stderr);
  return {.reads = is_terminal(stdin),
          .shows = shows,
          .tells = tells,
          .animates = tells && !dumb,
          .colours = shows && !dumb && environment("NO_COLOR", "").empty(),
          // A pipe has no width: no line of a table is folded for it.
          .columns = shows ? columns_of(stdout) : cli::Terminal::kUnlimited};
}

void print_to(std::FILE* stream, std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stream);
  std::fflush(stream);
}

}  // namespace tidemark::apps
