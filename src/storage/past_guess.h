// Guesses whether the version that shows at an instant lies in `hist` already, from where the last
// ones asked for at that instant were found. A wrong guess costs one look more, never the answer.
//
// Threads   All members may be called from any thread at once.
#pragma once

#include "storage/types.h"

#include <array>
#include <atomic>
#include <cstdint>

namespace tidemark::storage {

class PastGuess {
 public:
  [[nodiscard]] bool in_hist(const StratumRef& stratum) const {
    return score(stratum).load(kAny) > 0;
  }

  void was_in_hist(const StratumRef& stratum, bool there) {
    std::atomic<std::int8_t>& score = this->score(stratum);
    const std::int8_t before = score.load(kAny);
    // A look lost to another thread's does no harm.
    if (there && before < kSure) score.store(static_cast<std::int8_t>(before + 1), kAny);
    if (!there && before > -kSure) score.store(static_cast<std::int8_t>(before - 1), kAny);
  }

 private:
  static constexpr std::int8_t kSure = 8;
  static constexpr auto kAny = std::memory_order_relaxed;

  // Different instants may share a score: then both guess worse.
  [[nodiscard]] std::size_t slot(const StratumRef& stratum) const {
    const std::uint64_t mixed = (stratum.keyspace.value * 0x9e3779b97f4a7c15 +
                                 static_cast<std::uint64_t>(stratum.at.micros)) *
                                0xbf58476d1ce4e5b9;
    return mixed >> 58;
  }

  [[nodiscard]] const std::atomic<std::int8_t>& score(const StratumRef& stratum) const {
    return scores_[slot(stratum)];
  }

  std::atomic<std::int8_t>& score(const StratumRef& stratum) { return scores_[slot(stratum)]; }

  std::array<std::atomic<std::int8_t>, 64> scores_{};
};

}  // namespace tidemark::storage
