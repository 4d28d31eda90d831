#include "cli/checks.h"
#include "cli/commands/specs.h"
#include "cli/reading.h"
#include "cli/times.h"

namespace tidemark::cli {
namespace {

Result<ExitCode> scan_table(const Words& words, CommandContext& context) {
  return show_pages("Scan", paged_members(words), words, context);
}

}  // namespace

CommandSpec scan_spec() {
  return {.path = {"scan"},
          .summary = "Read a table's items, now or as of an instant",
          .positionals = {{.name = "TABLE", .help = "Its name", .check = check_table}},
          .options = reading_options(paged_options()),
          .notes = kTimeForms,
          .examples = {{"tidemark scan orders --max-items 20"},
                       {"tidemark scan orders --as-of 2026-11-21T14:03:26Z --output json"}},
          .run = scan_table};
}

}  // namespace tidemark::cli
