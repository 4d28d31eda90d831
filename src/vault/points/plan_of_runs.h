// Which runs a new recovery point shares with the one before, and whether a new base is due.
//
//   const RunPlan plan = plan_of_runs(previous.runs);
//   plan.keep       // the runs that go before the new delta
//   plan.new_base   // merge keep + delta into a base once the delta is written
//
// Thirty dailies of 1 % changed keys cost 1 + 29 · 1 % of a base, and what they compress less.
//
// Threads   Pure.
#pragma once

#include "vault/points/run.h"

#include <vector>

namespace tidemark::vault {

inline constexpr std::size_t kMostDeltas = 30;

struct RunPlan {
  std::vector<Run> keep;  // empty: write a base of the whole table
  bool new_base = false;  // only with something to keep
};

// `previous`: the runs of the newest point of the lineage; none: there is no such point.
// A new base is due when the new delta would be one too many, or the deltas that are there
// already take more than half of the base.
RunPlan plan_of_runs(const std::vector<Run>& previous);

}  // namespace tidemark::vault
