// The search for an order: Wing and Gong's, remembering like Lowe what was tried, over the
// operations of one group of joined keys.
#pragma once

#include "tests/histories/history.h"

#include <optional>
#include <string>
#include <vector>

namespace tidemark::histories {

// For each instant, when the first reader had its answer who asked for it or a later one.
class ClosedBy {
 public:
  explicit ClosedBy(const std::vector<PastRead>& past);

  // No operation that began after this has a commit time <= `at`.
  [[nodiscard]] Time of(Time at) const;

 private:
  std::map<Time, Time> returned_;
};

struct SearchInput {
  const History& history;
  std::vector<const Op*> ops;
  std::vector<Key> keys;
  const ClosedBy& closed_by;
  Time clock_slack = 0;
  std::uint64_t most_steps = 0;
};

struct SearchResult {
  std::optional<std::string> problem;
  std::uint64_t steps = 0;
  std::uint64_t happened = 0;
};

SearchResult search(const SearchInput& input);

std::string describe(const History& history, const Op& op);

}  // namespace tidemark::histories
