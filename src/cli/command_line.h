// The words after `tidemark`, read.
//
//   const cli::Command command = cli::read_command_line(argc, argv);
//   if (const auto* serve = std::get_if<cli::ServeOptions>(&command)) return apps::serve(*serve);
//   …
//
// Exit codes are AWS CLI's where it has one: 252 for words that cannot be understood.
//
// Threads   Pure function.
#pragma once

#include "cli/check_options.h"
#include "cli/drill_options.h"
#include "cli/repair_options.h"
#include "cli/serve_options.h"
#include "cli/stats_options.h"

#include <string>
#include <variant>

namespace tidemark::cli {

inline constexpr int kExitUsage = 252;

// Nothing to do but to print: help and version on standard output with code 0, a usage error on
// standard error with kExitUsage.
struct Printed {
  std::string text;
  int exit_code = 0;
};

using Command =
    std::variant<ServeOptions, DrillOptions, CheckOptions, RepairOptions, StatsOptions, Printed>;

Command read_command_line(int argc, const char* const* argv);

}  // namespace tidemark::cli
