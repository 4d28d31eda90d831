#include "operator/config_import.h"

#include "cli/commands/specs.h"
#include "cli/context.h"
#include "cli/files.h"

#include <fmt/format.h>

namespace tidemark::cli {
namespace {

Result<ExitCode> import_config(const Words& words, CommandContext& context) {
  TM_TRY(const std::string text, text_of_file(words.text("FILE"), runbooks::kLargestConfigBytes));
  TM_TRY(const runbooks::ImportedConfig imported, runbooks::import_config(text));
  const std::string yaml = runbooks::config_text(imported.config);
  if (words.has("--into")) {
    TM_TRY_STATUS(write_new_file(words.text("--into"), yaml));
    context.tell(fmt::format("{} is written", words.text("--into")));
  } else {
    context.write(yaml);
  }
  for (const std::string& note : imported.notes) context.tell("note: " + note);
  return ExitCode::kDone;
}

}  // namespace

CommandSpec config_import_spec() {
  return {
      .path = {"config", "import"},
      .summary = "Make a tidemark.yaml of the original console's config.js",
      .positionals = {{.name = "FILE",
                       .help = "With environment, timeout, vaultName, "
                               "backupRole; -: standard input"}},
      .options = {{.name = "--into",
                   .value = "FILE",
                   .help = "Written there, unless it exists (default: standard output)"}},
      .examples = {{"tidemark config import config.js"},
                   {"tidemark config import config.js --into ~/.config/tidemark/tidemark.yaml"}},
      .reach = Reach::kAlone,
      .run = import_config};
}

}  // namespace tidemark::cli
