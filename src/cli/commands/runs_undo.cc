#include "cli/commands/specs.h"
#include "cli/running.h"

#include <fmt/format.h>

namespace tidemark::cli {
namespace {

Result<ExitCode> undo_run(const Words& words, CommandContext& context) {
  TM_TRY(const runbooks::RunSummary run, runs_of(context).show(words.text("ID")));
  const std::string question = fmt::format(
      "{} goes back: {} becomes what it was when the run began.", run.id, run.plan.table);
  if (context.options().dry_run) {
    context.write(question + "\n");
    return ExitCode::kDone;
  }
  if (run.plan.destroys() && !context.confirmed(question, run.plan.table)) {
    context.tell("cancelled; nothing was changed");
    return ExitCode::kCancelled;
  }
  TM_TRY(const auto place, workplace(context));
  return undo(run.id, *place, context);
}

}  // namespace

CommandSpec runs_undo_spec() {
  return {.path = {"runs", "undo"},
          .summary = "Go back to what was before a run",
          .positionals = {{.name = "ID", .help = "Of the run, or its beginning"}},
          .notes =
              "Of a finished run, too, as long as its copies are there. What was written to the\n"
              "table since is lost: that is asked for by the table's name.",
          .examples = {{"tidemark runs undo 20261121T140"}},
          .reach = Reach::kChanges,
          .run = undo_run};
}

}  // namespace tidemark::cli
