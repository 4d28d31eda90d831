#include "cli/commands/specs.h"
#include "cli/stats_options.h"

namespace tidemark::cli {

CommandSpec stats_spec() {
  return {
      .path = {"stats"},
      .summary = "Tell how big a stopped directory is, and why",
      .positionals = {{.name = "DIR", .help = "Directory of a stopped server"}},
      .options =
          {
              {.name = "--output",
               .value = "FORM",
               .help = "text or json",
               .otherwise = "text",
               .choices = {"text", "json"}},
              {.name = "--quick", .help = "Sizes alone: history is not walked"},
          },
      .notes =
          "Reads a stopped server's directory: tables, sizes, versions and what each costs, pins "
          "and\n"
          "what they hold, jobs, files, and what trimming would free now. History is walked name "
          "by\n"
          "name, some 700,000 a second; --quick leaves that out. A running server tells the same\n"
          "at /_tidemark/metrics.\n"
          "\n"
          "Exit codes: 0; 69 it could not be looked at (a server has it, or it is no data\n"
          "directory); 252 these words were not understood.",
      .examples =
          {
              {"tidemark stats ./data"},
              {"tidemark stats ./data --output json --quick"},
          },
      .reach = Reach::kAlone,
  };
}

StatsOptions stats_options(const Words& words) {
  return {.data = words.text("DIR"),
          .json = words.text("--output") == "json",
          .quick = words.flag("--quick")};
}

}  // namespace tidemark::cli
