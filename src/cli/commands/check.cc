#include "cli/check_options.h"
#include "cli/commands/specs.h"

namespace tidemark::cli {

CommandSpec check_spec() {
  return {
      .path = {"check"},
      .summary = "Prove that a stopped directory is sound",
      .positionals = {{.name = "DIR", .help = "Directory of a stopped server"}},
      .options =
          {
              {.name = "--output",
               .value = "FORM",
               .help = "text or json",
               .otherwise = "text",
               .choices = {"text", "json"}},
          },
      .notes =
          "Reads a stopped server's directory and writes nothing but its process id in DIR/LOCK.\n"
          "Every row of every family is read, every tally recounted, every reference followed.\n"
          "\n"
          "Exit codes: 0 it is sound; 1 something was found; 69 it could not be looked at (a\n"
          "server has it, or it is no data directory); 252 these words were not understood.",
      .examples =
          {
              {"tidemark check ./data"},
              {"tidemark check ./data --output json"},
          },
      .reach = Reach::kAlone,
  };
}

CheckOptions check_options(const Words& words) {
  return {.data = words.text("DIR"), .json = words.text("--output") == "json"};
}

}  // namespace tidemark::cli
