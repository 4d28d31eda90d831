#include "cli/commands/specs.h"
#include "cli/running.h"
#include "operator/cleanup.h"

namespace tidemark::cli {
namespace {

Result<ExitCode> clean_up(const Words& words, CommandContext& context) {
  TM_TRY(const auto place, workplace(context));
  TM_TRY(const runbooks::Plan plan,
         runbooks::plan_cleanup(place->site, runs_of(context), words.text("ID")));
  return go(plan, *place, context);
}

}  // namespace

CommandSpec runs_cleanup_spec() {
  return {.path = {"runs", "cleanup"},
          .summary = "Delete the copies that a finished run kept",
          .positionals = {{.name = "ID", .help = "Of the run, or its beginning"}},
          .notes =
              "Only what the run made on its way, once its table is verified. After that it\n"
              "cannot be undone.",
          .examples = {{"tidemark runs cleanup 20261121T140 --dry-run"}},
          .reach = Reach::kPlans,
          .run = clean_up};
}

}  // namespace tidemark::cli
