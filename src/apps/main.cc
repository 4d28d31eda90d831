// Where the process begins: words in, exit code out.
#include "apps/check.h"
#include "apps/command.h"
#include "apps/drill.h"
#include "apps/repair.h"
#include "apps/serve.h"
#include "apps/stats.h"
#include "cli/command_line.h"

#include <cstdio>

int main(int argc, char** argv) {
  using namespace tidemark;
  const cli::Command command = cli::read_command_line(argc, argv);
  if (const auto* serve = std::get_if<cli::ServeOptions>(&command)) return apps::serve(*serve);
  if (const auto* drill = std::get_if<cli::DrillOptions>(&command)) return apps::drill(*drill);
  if (const auto* check = std::get_if<cli::CheckOptions>(&command)) return apps::check(*check);
  if (const auto* repair = std::get_if<cli::RepairOptions>(&command)) return apps::repair(*repair);
  if (const auto* stats = std::get_if<cli::StatsOptions>(&command)) return apps::stats(*stats);
  if (const auto* chosen = std::get_if<cli::Chosen>(&command)) return apps::command(*chosen);
  const auto& printed = std::get<cli::Printed>(command);
  std::fputs(printed.text.c_str(), printed.exit_code == 0 ? stdout : stderr);
  return printed.exit_code;
}
