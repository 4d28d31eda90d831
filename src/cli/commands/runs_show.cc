#include "cli/commands/specs.h"
#include "cli/document.h"
#include "cli/output/render.h"
#include "cli/running.h"

namespace tidemark::cli {
namespace {

Members head_of(const runbooks::RunSummary& run, const CommandContext& context) {
  Members head = document();
  head.text("id", run.id)
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
      .text("certificate", certificate_of(run.id, context));
  return head;
}

template <class Texts>
codec::JsonValue object_of(const Texts& texts) {
  Members members;
  for (const auto& [name, value] : texts) members.text(name, value);
  return members.take();
}

Result<ExitCode> show_run(const Words& words, CommandContext& context) {
  TM_TRY(const runbooks::RunSummary run, runs_of(context).show(words.text("ID")));
  if (!run.damage.empty()) return fail(Code::kCorrupt, run.id + ": " + run.damage);
  const runbooks::RunReport report = runbooks::report_of(run);
  const codec::JsonValue head = head_of(run, context).take();
  const codec::JsonValue whole = head_of(run, context)
                                     .value("inputs", object_of(run.plan.inputs))
                                     .value("steps", *document_of(report).find("steps"))
                                     .value("facts", object_of(run.progress.facts))
                                     .take();
  // The facts are ids, ARNs and whole passports: for programs.
  const std::string text =
      render(head, {.columns = context.around().terminal.columns}) + "\n" + text_of(report);
  TM_TRY_STATUS(context.show(whole, text));
  const bool over = run.progress.state == runbooks::RunState::kFinished ||
                    run.progress.state == runbooks::RunState::kUndone;
  return over ? ExitCode::kDone : ExitCode::kUnfinished;
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
