#include "cli/commands.h"
#include "cli/commands/specs.h"
#include "cli/context.h"
#include "cli/text/manual.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tidemark::cli {
namespace {

Result<ExitCode> print_manual(const Words& words, CommandContext& context) {
  const auto& path = words.all("COMMAND");
  if (!path.empty() && find_command(path) == nullptr && next_words(path).empty()) {
    return fail(Code::kInvalid, fmt::format("there is no command {}", fmt::join(path, " ")));
  }
  context.write(manual_page(path, TIDEMARK_VERSION));
  return ExitCode::kDone;
}

}  // namespace

CommandSpec man_spec() {
  return {.path = {"man"},
          .summary = "Print a manual page",
          .positionals = {{.name = "COMMAND",
                           .help = "Its words; none: the page of tidemark itself",
                           .optional = true,
                           .many = true}},
          .notes = "A page is written as roff, made from what --help is made from.",
          .examples = {{"tidemark man restore pitr | man -l -", "read one"},
                       {"tidemark man > /usr/local/share/man/man1/tidemark.1", "install one"}},
          .reach = Reach::kAlone,
          .run = print_manual};
}

}  // namespace tidemark::cli
