#include "cli/commands/specs.h"
#include "cli/document.h"
#include "cli/restoring.h"
#include "cli/running.h"

#include <algorithm>

namespace tidemark::cli {
namespace {

using runbooks::RunSummary;

bool is_left(const RunSummary& run, const runbooks::PlannedStep& step) {
  return !run.progress.ended.contains(step.name);
}

bool destroys_yet(const RunSummary& run) {
  return std::ranges::any_of(run.plan.steps, [&](const runbooks::PlannedStep& step) {
    return step.destroys && is_left(run, step);
  });
}

Status show_rest(const RunSummary& run, CommandContext& context) {
  Rows rows;
  for (const runbooks::PlannedStep& step : run.plan.steps) {
    if (!is_left(run, step)) continue;
    rows.push_back(Members()
                       .text("name", step.name)
                       .text("title", step.title)
                       .flag("destroys", step.destroys)
                       .take());
  }
  return context.show(document()
                          .text("id", run.id)
                          .text("state", runbooks::name_of(run.progress.state))
                          .value("steps", codec::JsonValue(std::move(rows)))
                          .take());
}

Result<ExitCode> resume_run(const Words& words, CommandContext& context) {
  TM_TRY(const RunSummary run, runs_of(context).show(words.text("ID")));
  if (!run.damage.empty()) return fail(Code::kCorrupt, run.id + ": " + run.damage);
  if (context.options().dry_run) {
    TM_TRY_STATUS(show_rest(run, context));
    return ExitCode::kDone;
  }
  // What is typed at a terminal is asked for again: the person may be another one by now.
  const bool asks = context.around().terminal.reads && destroys_yet(run);
  if (asks && !context.confirmed(runbooks::text_of(run.plan) + "The run " + run.id + " goes on.",
                                 run.plan.table)) {
    context.tell("cancelled; nothing was changed");
    return ExitCode::kCancelled;
  }
  TM_TRY(const auto place, workplace(context));
  take_budget(words, *place);
  return resume(run.id, *place, context);
}

}  // namespace

CommandSpec runs_resume_spec() {
  return {
      .path = {"runs", "resume"},
      .summary = "Go on with a run that was interrupted",
      .positionals = {{.name = "ID", .help = "Of the run, or its beginning"}},
      .options = {budget_option()},
      .notes =
          "Each step asks AWS what is done already; nothing is done twice. A run that was going\n"
          "back goes on going back. At a terminal the table's name is asked for when steps are\n"
          "left that destroy; in a pipe what was confirmed when it began holds.",
      .examples = {{"tidemark runs resume 20261121T140"}},
      .reach = Reach::kChanges,
      .run = resume_run};
}

}  // namespace tidemark::cli
