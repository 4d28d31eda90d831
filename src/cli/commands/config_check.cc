#include "cli/commands/specs.h"
#include "cli/context.h"
#include "cli/document.h"
#include "cli/files.h"

namespace tidemark::cli {
namespace {

Result<ExitCode> check_config(const Words& words, CommandContext& context) {
  TM_TRY(const std::string path, config_file(words.text("FILE"), context));
  TM_TRY(const std::string text, text_of_file(path, runbooks::kLargestConfigBytes));
  const runbooks::ConfigReading read = runbooks::read_config(text);
  Rows problems;
  for (const runbooks::ConfigProblem& problem : read.problems) {
    problems.push_back(Members()
                           .number("line", problem.line)
                           .text("problem", problem.what)
                           .text("hint", problem.hint)
                           .take());
  }
  TM_TRY_STATUS(context.show(document()
                                 .text("file", path)
                                 .flag("good", read.problems.empty())
                                 .value("problems", codec::JsonValue(std::move(problems)))
                                 .take()));
  return read.problems.empty() ? ExitCode::kDone : ExitCode::kFound;
}

}  // namespace

CommandSpec config_check_spec() {
  return {.path = {"config", "check"},
          .summary = "Find every problem of a tidemark.yaml, with its line",
          .positionals = {{.name = "FILE",
                           .help = "Default: the one in ~/.config/tidemark",
                           .optional = true}},
          .notes =
              "Exit code 1 when there is a problem. Nothing is asked of AWS: that is what\n"
              "tidemark doctor does.",
          .examples = {{"tidemark config check"}, {"tidemark config check ./tidemark.yaml"}},
          .reach = Reach::kShows,
          .run = check_config};
}

}  // namespace tidemark::cli
