#include "cli/text/completion.h"

#include "cli/commands.h"
#include "cli/global_options.h"
#include "cli/text/help.h"

#include <algorithm>

namespace tidemark::cli {
namespace {

// With -o default the shell offers files where nothing else is known.
constexpr const char* kBash = R"(# bash completion for tidemark: source <(tidemark completion bash)
_tidemark() {
  local IFS=$'\n'
  COMPREPLY=($(tidemark completion words -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _tidemark tidemark
)";

constexpr const char* kZsh = R"(#compdef tidemark
# zsh completion for tidemark: source <(tidemark completion zsh)
_tidemark() {
  local -a found
  found=("${(@f)$(tidemark completion words -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "${found[1]}" ]]; then compadd -- "${found[@]}"; else _files; fi
}
compdef _tidemark tidemark
)";

constexpr const char* kFish = R"(# fish completion for tidemark: tidemark completion fish | source
complete -c tidemark -a '(tidemark completion words -- (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)'
)";

const OptionSpec* option_named(std::span<const OptionSpec> options, std::string_view name) {
  const auto found = std::ranges::find(options, name, &OptionSpec::name);
  return found != options.end() ? &*found : nullptr;
}

std::vector<std::string> beginning_with(std::string_view begin, std::vector<std::string> words) {
  std::erase_if(words, [&](const std::string& word) { return !word.starts_with(begin); });
  return words;
}

// Options of `command`, own and shared, --help last.
std::vector<OptionSpec> options_of(const CommandSpec* command) {
  std::vector<OptionSpec> options;
  if (command != nullptr) {
    options = command->options;
    for (OptionSpec& shared : shared_options(*command)) options.push_back(std::move(shared));
  } else {
    for (const GlobalOptionSpec& global : global_option_specs()) options.push_back(global.option);
  }
  options.push_back({.name = "--help", .help = ""});
  return options;
}

struct Typed {
  std::vector<std::string> path;         // words of a command
  std::size_t positionals = 0;           // typed after it
  const CommandSpec* command = nullptr;  // once the path names one
};

Typed read(std::span<const std::string> before) {
  Typed typed;
  for (std::size_t i = 0; i < before.size(); ++i) {
    const std::string& word = before[i];
    if (word.starts_with("--")) {
      const auto options = options_of(typed.command);
      const OptionSpec* option = option_named(options, word);
      if (option != nullptr && !option->value.empty()) ++i;
    } else {
      typed.path.push_back(word);
      const CommandSpec* further = find_command(typed.path);
      if (further != nullptr || !next_words(typed.path).empty()) {
        typed.command = further;
        continue;
      }
      typed.path.pop_back();
      ++typed.positionals;
    }
  }
  return typed;
}

}  // namespace

std::string completion_script(std::string_view shell) {
  if (shell == "zsh") return kZsh;
  return shell == "fish" ? kFish : kBash;
}

std::vector<std::string> completions(std::span<const std::string> words) {
  if (words.empty()) return {};
  const std::string& last = words.back();
  const auto before = words.first(words.size() - 1);
  const Typed typed = read(before);
  const auto options = options_of(typed.command);
  if (!before.empty()) {
    const OptionSpec* option = option_named(options, before.back());
    if (option != nullptr && !option->value.empty()) return beginning_with(last, option->choices);
  }
  if (last.starts_with("-")) {
    std::vector<std::string> names;
    for (const OptionSpec& option : options) {
      const bool once_typed = std::ranges::find(before, option.name) != before.end();
      if (!once_typed || option.many) names.push_back(option.name);
    }
    return beginning_with(last, std::move(names));
  }
  std::vector<std::string> next;
  if (typed.positionals == 0) {
    for (NextWord& word : next_words(typed.path)) next.push_back(std::move(word.word));
  }
  if (typed.command == nullptr || !next.empty()) return beginning_with(last, std::move(next));
  const auto& positionals = typed.command->positionals;
  if (typed.positionals < positionals.size()) {
    return beginning_with(last, positionals[typed.positionals].choices);
  }
  return {};
}

}  // namespace tidemark::cli
