#include "cli/commands/specs.h"
#include "cli/document.h"
#include "cli/running.h"

namespace tidemark::cli {
namespace {

std::string_view state_of(const runbooks::RunSummary& run) {
  return run.damage.empty() ? runbooks::name_of(run.progress.state) : "damaged";
}

codec::JsonValue row_of(const runbooks::RunSummary& run) {
  return Members()
      .text("id", run.id)
      .text("kind", run.plan.kind)
      .text("table", run.plan.table)
      .text("state", state_of(run))
      .text("verdict", run.progress.verdict)
      .instant("begun", run.plan.made_at)
      .instant("last", run.progress.last_at)
      .text("why", run.damage.empty() ? run.progress.why : run.damage)
      .take();
}

Result<ExitCode> list_runs(const Words& /*words*/, CommandContext& context) {
  TM_TRY(const auto summaries, runs_of(context).list());
  Rows rows;
  Grid grid{.titles = {"Run", "State", "Verdict", "Kind", "Table"},
            .numbers = {false, false, false, false, false}};
  for (const runbooks::RunSummary& run : summaries) {
    rows.push_back(row_of(run));
    grid.rows.push_back(
        {run.id, std::string(state_of(run)), run.progress.verdict, run.plan.kind, run.plan.table});
  }
  const std::string text = grid.rows.empty() ? "there is no run\n" : context.laid_out(grid);
  TM_TRY_STATUS(context.show(document("runs", std::move(rows)), text));
  return ExitCode::kDone;
}

}  // namespace

CommandSpec runs_list_spec() {
  return {.path = {"runs", "list"},
          .summary = "List the runs of this machine, newest first",
          .notes =
              "A run that is unfinished can be resumed or undone; one that is finished can be\n"
              "undone as long as its copies are there.",
          .examples = {{"tidemark runs list"},
                       {"tidemark runs list --output text "
                        "--query \"runs[?state=='unfinished'].id\""}},
          .reach = Reach::kShows,
          .run = list_runs};
}

}  // namespace tidemark::cli
