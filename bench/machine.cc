#include "bench/machine.h"

#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <sys/utsname.h>
#include <unistd.h>
#include <utility>

namespace tidemark::bench {

namespace {

std::string processor() {
  std::ifstream facts("/proc/cpuinfo");
  for (std::string line; std::getline(facts, line);) {
    const auto colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) return line.substr(colon + 2);
  }
  return {};
}

}  // namespace

Machine this_machine(std::string commit) {
  Machine machine{.processor = processor(), .commit = std::move(commit)};
  machine.cores = static_cast<int>(::sysconf(_SC_NPROCESSORS_ONLN));
  machine.memory_mb = ::sysconf(_SC_PHYS_PAGES) / 1024 * ::sysconf(_SC_PAGE_SIZE) / 1024;
  utsname system{};
  if (::uname(&system) == 0) machine.system = fmt::format("{} {}", system.sysname, system.release);
  ::getloadavg(&machine.load, 1);
  return machine;
}

}  // namespace tidemark::bench
