// The planted faults by name, for tests and for `./dev crash --fault NAME`.
#pragma once

#include "storage/faults.h"

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace tidemark::storage::testing {

inline std::vector<std::pair<const char*, Fault>> all_faults() {
  return {
      {"SkipTombstone", Fault::kSkipTombstone},
      {"HistoryEndOffByOne", Fault::kHistoryEndOffByOne},
      {"ForgetPinWhenTrimming", Fault::kForgetPinWhenTrimming},
      {"EarlyAcknowledge", Fault::kEarlyAcknowledge},
      {"FloorInclusive", Fault::kFloorInclusive},
      {"BranchReadsLatest", Fault::kBranchReadsLatest},
      {"OverwriteKeepsNothing", Fault::kOverwriteKeepsNothing},
      {"StampMayRepeat", Fault::kStampMayRepeat},
      {"ForgetTally", Fault::kForgetTally},
      {"ChangeIndexSkipsDelete", Fault::kChangeIndexSkipsDelete},
      {"InstantNotClosed", Fault::kInstantNotClosed},
      {"ExchangeBeforeCopy", Fault::kExchangeBeforeCopy},
      {"LaneLeftOut", Fault::kLaneLeftOut},
      {"StaleRead", Fault::kStaleRead},
      {"AsOfOffByOne", Fault::kAsOfOffByOne},
      {"LostUpdate", Fault::kLostUpdate},
      {"ForeseenIsTrusted", Fault::kForeseenIsTrusted},
      {"TokenForgotten", Fault::kTokenForgotten},
      {"TornDecision", Fault::kTornDecision},
  };
}

// Those that only what stands above the store can show: nothing of its own is wrong.
inline bool is_seen_above_the_store(Fault fault) {
  return fault == Fault::kTokenForgotten;
}

inline std::optional<Fault> fault_named(std::string_view name) {
  for (const auto& [known, fault] : all_faults()) {
    if (name == known) return fault;
  }
  return std::nullopt;
}

}  // namespace tidemark::storage::testing
