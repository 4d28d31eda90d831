// What the figures were measured on.
#pragma once

#include <cstdint>
#include <string>

namespace tidemark::bench {

struct Machine {
  std::string processor{};
  int cores = 0;
  std::int64_t memory_mb = 0;
  std::string system{};  // kernel and its version
  double load = 0;       // of the minute before the run
  std::string commit{};  // what was built, given by ./dev
};

// Facts that cannot be had are left empty.
Machine this_machine(std::string commit);

}  // namespace tidemark::bench
