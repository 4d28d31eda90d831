#include "cli/command_line.h"

namespace tidemark::cli {

Command read_command_line(int argc, const char* const* argv) {
  Parsed parsed = parse(argc, argv);
  if (auto* printed = std::get_if<Printed>(&parsed)) return std::move(*printed);
  auto& chosen = std::get<Chosen>(parsed);
  if (chosen.command->run != nullptr) return std::move(chosen);
  const std::string& word = chosen.command->path.front();
  if (word == "drill") return drill_options(chosen.words);
  if (word == "check") return check_options(chosen.words);
  if (word == "repair") return repair_options(chosen.words);
  if (word == "stats") return stats_options(chosen.words);
  return serve_options(chosen.words);
}

}  // namespace tidemark::cli
