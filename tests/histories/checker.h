// Whether a history can be true of one store that does everything one after another.
//
//   const Verdict verdict = check(history);
//   EXPECT_FALSE(verdict.problem) << *verdict.problem;
//
// Demanded:
//   - Strict serialisability: some order of all operations explains every answer, and an operation
//     that returned before another was invoked comes first in it. Keys that no operation joins are
//     searched apart. The search is Wing and Gong's with Lowe's memory of what was tried.
//   - Commit times: that order is the order of commit times; every commit the store tells of is
//     somebody's write, every acknowledged write is among them; a commit time is never above the
//     moment its caller was told, and of two writes one after the other the second has the greater.
//   - The past: a read as of T shows exactly the commits with time <= T; after it returned no
//     operation that begins gets a time <= T; the same question never gets two answers.
//
// A history that cannot be decided within `most_steps` is a problem too.
#pragma once

#include "tests/histories/history.h"

#include <cstdint>
#include <optional>
#include <string>

namespace tidemark::histories {

struct CheckOptions {
  Time clock_slack = 0;  // how far the commit clock and the clients' clock may differ
  std::uint64_t most_steps = 50'000'000;
};

struct Verdict {
  std::optional<std::string> problem;
  std::uint64_t searches = 0;  // one for each group of joined keys
  std::uint64_t steps = 0;
  std::uint64_t happened = 0;  // operations that were not answered and yet took place
};

Verdict check(const History& history, const CheckOptions& options = {});

}  // namespace tidemark::histories
