#include "apps/check.h"

#include "apps/soundness.h"

#include <cstdio>

namespace tidemark::apps {
namespace {

constexpr int kExitDamaged = 1;
constexpr int kExitUnavailable = 69;  // as of serve

}  // namespace

int check(const cli::CheckOptions& options) {
  const auto directory = storage::DataDirectory::claim_to_read(options.data);
  if (!directory) {
    fmt::print(stderr, "tidemark check: {}\n", directory.error().message);
    return kExitUnavailable;
  }
  storage::Environment environment;
  const std::vector<RegionReport> regions = examine(*directory.value(), environment);
  const std::string text =
      options.json ? to_json(options.data, regions) : to_text(options.data, regions);
  std::fputs(text.c_str(), stdout);
  return sound(regions) ? 0 : kExitDamaged;
}

}  // namespace tidemark::apps
