#include "cli/commands/specs.h"
#include "cli/running.h"

namespace tidemark::cli {
namespace {

Result<ExitCode> resume_run(const Words& words, CommandContext& context) {
  TM_TRY(const auto place, workplace(context));
  return resume(words.text("ID"), *place, context);
}

}  // namespace

CommandSpec runs_resume_spec() {
  return {.path = {"runs", "resume"},
          .summary = "Go on with a run that was interrupted",
          .positionals = {{.name = "ID", .help = "Of the run, or its beginning"}},
          .notes =
              "What its plan said was confirmed when it began. Each step asks AWS what is done\n"
              "already; nothing is done twice. A run that was going back goes on going back.",
          .examples = {{"tidemark runs resume 20261121T140"}},
          .run = resume_run};
}

}  // namespace tidemark::cli
