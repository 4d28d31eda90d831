// The words after `tidemark`, read by the specs.
//
//   const Parsed parsed = parse(argc, argv);
//   if (const auto* chosen = std::get_if<Chosen>(&parsed)) … chosen->command->run …
//
// Threads   Pure function.
#pragma once

#include "cli/command.h"

#include <string>
#include <variant>

namespace tidemark::cli {

// Nothing to do but to print: help and version on standard output with code 0, a usage error on
// standard error with 252.
struct Printed {
  std::string text;
  int exit_code = 0;
};

struct Chosen {
  const CommandSpec* command = nullptr;
  Words words{};
};

using Parsed = std::variant<Chosen, Printed>;

Parsed parse(int argc, const char* const* argv);

// "tidemark tables: WHY", and where help is.
Printed usage_error(const std::string& name, const std::string& why);

}  // namespace tidemark::cli
