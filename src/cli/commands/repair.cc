#include "cli/commands/specs.h"
#include "cli/repair_options.h"

namespace tidemark::cli {

CommandSpec repair_spec() {
  return {
      .path = {"repair"},
      .summary = "Keep what is provable of a damaged directory",
      .positionals = {{.name = "DIR", .help = "Directory of a stopped server"}},
      .options =
          {
              {.name = "--into",
               .value = "NEW",
               .help = "Where the repaired copy goes; must not exist",
               .required = true},
              {.name = "--output",
               .value = "FORM",
               .help = "text or json",
               .otherwise = "text",
               .choices = {"text", "json"}},
          },
      .notes =
          "Makes NEW from what of a stopped server's directory is provable and says what is lost.\n"
          "DIR is only read (but for the process id in DIR/LOCK), so nothing is ever made worse; "
          "NEW\n"
          "must not exist, and takes as much room as DIR. Then NEW is checked as by tidemark "
          "check.\n"
          "\n"
          "Exit codes: 0 nothing was lost and NEW is sound; 1 something was lost, or NEW is not\n"
          "sound; 69 no copy was made (the reason is printed); 252 these words were not "
          "understood.",
      .examples =
          {
              {"tidemark repair ./data --into ./repaired"},
              {"tidemark repair ./data --into ./repaired --output json"},
          },
      .reach = Reach::kAlone,
  };
}

RepairOptions repair_options(const Words& words) {
  return {.data = words.text("DIR"),
          .into = words.text("--into"),
          .json = words.text("--output") == "json"};
}

}  // namespace tidemark::cli
