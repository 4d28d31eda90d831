// What `tidemark repair` was asked for: plain values, checked for form, handed to apps.
#pragma once

#include "cli/words.h"

#include <string>

namespace tidemark::cli {

struct RepairOptions {
  std::string data;   // directory of a stopped server; never empty
  std::string into;   // where the repaired copy goes; never empty
  bool json = false;  // the report for machines
};

// Of words that its spec has accepted.
RepairOptions repair_options(const Words& words);

}  // namespace tidemark::cli
