// `--help`, from the specs.
//
// Threads   Pure functions.
#pragma once

#include "cli/command.h"

#include <span>
#include <string>

namespace tidemark::cli {

// Of tidemark itself (`path` empty), of a group, or of a command.
std::string help_text(std::span<const std::string> path);

// What stands after an option's name, as help and manual say it: "(default: 8000)".
std::string option_help(const OptionSpec& option);

// The options that a command takes beside its own: those of its reach that it has not itself.
std::vector<OptionSpec> shared_options(const CommandSpec& command);

// The first words of the program, and of its manual.
std::string_view about_text();

// What the environment's variables mean to commands that reach AWS.
struct VariableMeaning {
  std::string_view names;
  std::string_view meaning;
};

std::span<const VariableMeaning> variable_table();

}  // namespace tidemark::cli
