// Planted faults and failure points: how the model test proves that it can fail.
// Compiled only with TIDEMARK_FAULTS; in release builds both macros vanish.
//
//   if (TM_FAULT(kSkipTombstone)) return;          // a bug, on demand
//   TM_FAILPOINT("restore.between_ingest_and_cursor");   // a place to crash, on demand
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>

namespace tidemark::storage {

enum class Fault : std::uint32_t {
  kNone,
  kSkipTombstone,           // a delete in a branch leaves the layer beneath showing
  kHistoryEndOffByOne,      // a superseded version ends one microsecond early
  kForgetPinWhenTrimming,   // trimming looks at the floor only
  kEarlyAcknowledge,        // done is told before the log is synced
  kFloorInclusive,          // trimming drops a record whose end lies one above the floor
  kBranchReadsLatest,       // the layer beneath a branch is read as of now
  kOverwriteKeepsNothing,   // an overwrite that follows "history on" in its group keeps no history
  kStampMayRepeat,          // the clock stepping back lets a commit time repeat or fall
  kForgetTally,             // one group in eight drops its tally delta
  kChangeIndexSkipsDelete,  // deletes leave no entry in the change index
  kInstantNotClosed,        // an as-of read at now does not raise the next stamp
  kExchangeBeforeCopy,      // the layer exchange happens with the last piece uncopied
  kLaneLeftOut,             // what a piece of copying leaves of the second lane is forgotten
  kStaleRead,               // one in eight latest reads misses the last commit
  kAsOfOffByOne,            // a read at an instant misses the commit of that instant
  kLostUpdate,              // a decision sees nothing of what its own group decided before it
  kForeseenIsTrusted,       // a row read ahead of a decision counts, whoever wrote it since
  kTornDecision,            // one group in eight leaves the last of several writes out
  kTokenForgotten,          // a transaction leaves no trace of its token
};

#if defined(TIDEMARK_FAULTS)
inline std::atomic<Fault> planted_fault{Fault::kNone};
inline std::function<void(const char*)> failpoint_hook;  // set before the store opens

#define TM_FAULT(name) \
  (::tidemark::storage::planted_fault.load() == ::tidemark::storage::Fault::name)
#define TM_FAILPOINT(name)                                                              \
  do {                                                                                  \
    if (::tidemark::storage::failpoint_hook) ::tidemark::storage::failpoint_hook(name); \
  } while (false)
#else
#define TM_FAULT(name) false
#define TM_FAILPOINT(name) static_cast<void>(0)
#endif

}  // namespace tidemark::storage
