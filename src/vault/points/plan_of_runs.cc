#include "vault/points/plan_of_runs.h"

namespace tidemark::vault {

RunPlan plan_of_runs(const std::vector<Run>& previous) {
  RunPlan plan{.keep = previous};
  if (previous.empty()) return plan;
  std::uint64_t deltas = 0;
  for (std::size_t run = 1; run < previous.size(); ++run) deltas += stored_bytes_of(previous[run]);
  const bool many = previous.size() - 1 >= kMostDeltas;
  plan.new_base = many || deltas > stored_bytes_of(previous.front()) / 2;
  return plan;
}

}  // namespace tidemark::vault
