#include "cli/command.h"

#include <fmt/format.h>

#include <algorithm>

namespace tidemark::cli {

std::string full_name(const CommandSpec& command) {
  std::string name = "tidemark";
  for (const std::string& word : command.path) name += " " + word;
  return name;
}

std::string usage_line(const CommandSpec& command) {
  std::string line = full_name(command);
  for (const PositionalSpec& positional : command.positionals) {
    const std::string name = positional.many ? positional.name + "..." : positional.name;
    line += positional.optional ? fmt::format(" [{}]", name) : " " + name;
  }
  for (const OptionSpec& option : command.options) {
    if (option.required) line += fmt::format(" {} {}", option.name, option.value);
  }
  const bool more = command.reach != Reach::kAlone ||
                    std::ranges::any_of(command.options, [](const auto& o) { return !o.required; });
  return more ? line + " [OPTIONS]" : line;
}

}  // namespace tidemark::cli
