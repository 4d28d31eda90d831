#include "cli/commands/specs.h"
#include "cli/document.h"
#include "cli/running.h"

namespace tidemark::cli {
namespace {

Result<ExitCode> show_run(const Words& words, CommandContext& context) {
  TM_TRY(const runbooks::RunSummary run, runs_of(context).show(words.text("ID")));
  if (!run.damage.empty()) return fail(Code::kCorrupt, run.id + ": " + run.damage);
  const codec::JsonValue report = document_of(runbooks::report_of(run));
  Members facts;
  for (const auto& [name, value] : run.progress.facts) facts.text(name, value);
  Members inputs;
  for (const auto& [name, value] : run.plan.inputs) inputs.text(name, value);
  TM_TRY_STATUS(context.show(document()
                                 .text("id", run.id)
                                 .text("kind", run.plan.kind)
                                 .text("table", run.plan.table)
                                 .text("account", run.plan.account)
                                 .text("region", run.plan.region)
                                 .text("caller", run.plan.caller)
                                 .instant("begun", run.plan.made_at)
                                 .instant("last", run.progress.last_at)
                                 .text("state", runbooks::name_of(run.progress.state))
                                 .text("verdict", run.progress.verdict)
                                 .text("why", run.progress.why)
                                 .text("certificate", certificate_of(run.id, context))
                                 .value("inputs", inputs.take())
                                 .value("steps", *report.find("steps"))
                                 .value("facts", facts.take())
                                 .take()));
  return run.progress.state == runbooks::RunState::kUnfinished ||
                 run.progress.state == runbooks::RunState::kGoingBack
             ? ExitCode::kUnfinished
             : ExitCode::kDone;
}

}  // namespace

CommandSpec runs_show_spec() {
  return {.path = {"runs", "show"},
          .summary = "Tell what a run did, and where it stopped",
          .positionals = {{.name = "ID", .help = "Of the run, or its beginning"}},
          .notes = "Exit code 4 when the run is unfinished.",
          .examples = {{"tidemark runs show 20261121T140"}},
          .reach = Reach::kShows,
          .run = show_run};
}

}  // namespace tidemark::cli
