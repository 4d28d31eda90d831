// What `tidemark check` was asked for: plain values, checked for form, handed to apps.
#pragma once

#include "cli/words.h"

#include <string>

namespace tidemark::cli {

struct CheckOptions {
  std::string data;   // directory of a stopped server; never empty
  bool json = false;  // the report for machines
};

// Of words that its spec has accepted.
CheckOptions check_options(const Words& words);

}  // namespace tidemark::cli
