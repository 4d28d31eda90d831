// Every command there is.
//
//   for (const CommandSpec& command : commands()) …
//
// Threads   Constants.
#pragma once

#include "cli/command.h"

#include <span>
#include <string_view>

namespace tidemark::cli {

// In the order in which help lists them.
std::span<const CommandSpec> commands();

std::span<const GroupSpec> groups();

// The command of exactly these words; null: none.
const CommandSpec* find_command(std::span<const std::string> path);

// Words that may follow `path`, commands and groups, in order; empty: none.
struct NextWord {
  std::string word;
  std::string summary;
};

std::vector<NextWord> next_words(std::span<const std::string> path);

}  // namespace tidemark::cli
