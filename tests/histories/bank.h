// The bank: money moves between accounts in decisions over several keys, by several threads, on a
// store whose disk forgets what was not synced; others look at all accounts at once, now and at
// past instants, and at branches. The plug is pulled again and again.
//
//   const BankReport report = run_bank({.seed = 7});
//   if (report.problem) …
//
// Threads   One run a thread; planted faults are global.
#pragma once

#include "tests/histories/checker.h"

#include <cstdint>
#include <optional>
#include <string>

namespace tidemark::histories {

struct BankPlan {
  std::uint64_t seed = 1;
  int crashes = 6;
  int decisions_a_life = 1200;  // of all movers together, between two crashes
};

struct BankReport {
  std::optional<std::string> problem;
  std::uint64_t decisions = 0;
  std::uint64_t refused = 0;
  std::uint64_t unanswered = 0;
  std::uint64_t happened = 0;    // of those
  std::uint64_t looks = 0;       // at all accounts, now
  std::uint64_t past_looks = 0;  // at all accounts, at an instant; branches among them
  std::uint64_t branches = 0;
  std::uint64_t crashes = 0;
  std::uint64_t steps = 0;  // of the search
};

BankReport run_bank(const BankPlan& plan);

}  // namespace tidemark::histories
