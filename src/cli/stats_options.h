// What `tidemark stats` was asked for: plain values, checked for form, handed to apps.
#pragma once

#include "cli/words.h"

#include <string>

namespace tidemark::cli {

struct StatsOptions {
  std::string data;    // directory of a stopped server; never empty
  bool json = false;   // for machines
  bool quick = false;  // sizes alone: history is not walked
};

// Of words that its spec has accepted.
StatsOptions stats_options(const Words& words);

}  // namespace tidemark::cli
