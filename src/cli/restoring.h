// What the restores have in common: where to, by which way, and how fast tables are read.
//
//   .options = {to_option(), strategy_option(), budget_option()}, .check = check_target
//
// Threads   Pure functions.
#pragma once

#include "cli/command.h"
#include "cli/running.h"

#include <string>

namespace tidemark::cli {

OptionSpec to_option();        // --to NEW
OptionSpec strategy_option();  // --strategy recreate
OptionSpec budget_option();    // --max-rcu N

OptionSpec required(OptionSpec option);

// Exactly one of --to and --strategy.
std::string check_target(const Words& words);

// --max-rcu bounds what the run reads to compare tables.
void take_budget(const Words& words, Workplace& place);

}  // namespace tidemark::cli
