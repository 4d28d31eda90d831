#include "cli/text/completion.h"

#include "cli/commands/specs.h"
#include "cli/context.h"

namespace tidemark::cli {
namespace {

Result<ExitCode> print_completion(const Words& words, CommandContext& context) {
  const std::string& shell = words.text("SHELL");
  if (shell != "words") {
    context.write(completion_script(shell));
    return ExitCode::kDone;
  }
  for (const std::string& word : completions(words.all("WORD"))) context.write(word + "\n");
  return ExitCode::kDone;
}

std::string check_words(const Words& words) {
  const bool asks = words.text("SHELL") == "words";
  return !asks && words.has("WORD") ? "only completion words takes more words" : "";
}

}  // namespace

CommandSpec completion_spec() {
  return {.path = {"completion"},
          .summary = "Print what makes a shell complete tidemark's words",
          .positionals = {{.name = "SHELL",
                           .help = "bash, zsh or fish; words: what the last WORD may become",
                           .choices = {"bash", "zsh", "fish", "words"}},
                          {.name = "WORD",
                           .help = "With words: what is typed so far, after --",
                           .optional = true,
                           .many = true}},
          .examples = {{"source <(tidemark completion bash)", "in ~/.bashrc"},
                       {"source <(tidemark completion zsh)", "in ~/.zshrc, after compinit"},
                       {"tidemark completion fish | source", "in config.fish"},
                       {"tidemark completion words -- serve --cl", "what the scripts ask"}},
          .reach = Reach::kAlone,
          .check = check_words,
          .run = print_completion};
}

}  // namespace tidemark::cli
