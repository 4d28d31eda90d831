// What `tidemark drill` was asked for: plain values, checked for form, handed to apps.
#pragma once

#include "cli/words.h"

#include <cstdint>
#include <string>

namespace tidemark::cli {

struct DrillOptions {
  std::string input;  // DynamoDB-JSON lines; empty: this machine's package catalogue
  std::string key;    // with input: "HASH" or "HASH,RANGE"; empty: Package,Build
  bool json = false;  // the report for machines, on standard output
  bool keep = false;  // leave the server and its directory, say how to look around
  unsigned connections = 8;
  std::uint64_t seed = 1;  // of the incident: which items it hits
  std::string directory;   // where the temporary directory is made; empty: the system's
};

// Of words that its spec has accepted.
DrillOptions drill_options(const Words& words);

}  // namespace tidemark::cli
