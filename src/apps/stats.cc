#include "apps/stats.h"

#include "apps/store_stats.h"
#include "base/clock.h"

#include <cstdio>

namespace tidemark::apps {
namespace {

constexpr int kExitUnavailable = 69;  // as of serve

Result<std::string> report(const cli::StatsOptions& options) {
  auto directory = storage::DataDirectory::claim_to_read(options.data);
  if (!directory) {
    if (directory.error().code != Code::kConflict) return directory.error();
    return fail(Code::kConflict, fmt::format("{}; ask a running server at /_tidemark/metrics",
                                             directory.error().message));
  }
  Timestamp now = SystemClock().now();
  if (storage::DataDirectory::remembered_clock(options.data) == storage::ClockKind::kSimulated) {
    TM_TRY(const auto saved, directory.value()->simulated_now());
    now = saved.value_or(now);
  }
  storage::Environment environment;
  TM_TRY(const DirectoryStats stats,
         stats_of(*directory.value(), environment, now, !options.quick));
  return options.json ? to_json(stats) : to_text(stats);
}

}  // namespace

int stats(const cli::StatsOptions& options) {
  const auto text = report(options);
  if (!text) {
    fmt::print(stderr, "tidemark stats: {}\n", text.error().message);
    return kExitUnavailable;
  }
  std::fputs(text.value().c_str(), stdout);
  return 0;
}

}  // namespace tidemark::apps
