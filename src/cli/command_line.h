// The words after `tidemark`, read: what apps has to do.
//
//   const cli::Command command = cli::read_command_line(argc, argv);
//   if (const auto* serve = std::get_if<cli::ServeOptions>(&command)) return apps::serve(*serve);
//   if (const auto* chosen = std::get_if<cli::Chosen>(&command)) … cli::run(*chosen, context) …
//
// Threads   Pure function.
#pragma once

#include "cli/check_options.h"
#include "cli/drill_options.h"
#include "cli/parser.h"
#include "cli/repair_options.h"
#include "cli/serve_options.h"
#include "cli/stats_options.h"

#include <variant>

namespace tidemark::cli {

inline constexpr int kExitUsage = number_of(ExitCode::kUsage);

// Those of the engine's own directory and process apps carries out; the others, Chosen, carry
// themselves out with what apps gives them.
using Command = std::variant<ServeOptions, DrillOptions, CheckOptions, RepairOptions, StatsOptions,
                             Chosen, Printed>;

Command read_command_line(int argc, const char* const* argv);

}  // namespace tidemark::cli
