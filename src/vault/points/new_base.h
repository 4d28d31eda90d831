// A new base made of a base and its deltas, in the vault, in bounded steps.
//
//   TM_TRY(NewBase base, NewBase::open(store, source, keys, target, progress));
//   TM_TRY(const bool done, base.step(8u << 20));
//   for (SegmentInfo& segment : base.take_segments()) …   // commit with base.progress()
//
// After a crash open it again with the progress that was committed. `target.kind` is a base, its
// writer usually "<point>.base".
//
// Memory    That of MergedRows and of RunWriter.
// Threads   One at a time.
// Errors    of those two
#pragma once

#include "vault/points/merged_rows.h"
#include "vault/points/run_writer.h"

#include <vector>

namespace tidemark::vault {

class NewBase {
 public:
  // `runs` and `keys` outlive it.
  static Result<NewBase> open(blobs::BlobStore& store, const std::vector<Run>& runs,
                              const Keyring& keys, RunTarget target, const RunProgress& from);

  // Copies rows of about `bytes`; true: all are copied and durable.
  Result<bool> step(std::uint64_t bytes);

  std::vector<SegmentInfo> take_segments() { return to_.take_segments(); }

  [[nodiscard]] RunProgress progress() const { return to_.progress(); }

 private:
  NewBase(MergedRows from, RunWriter to) : from_(std::move(from)), to_(std::move(to)) {}

  MergedRows from_;
  RunWriter to_;
};

}  // namespace tidemark::vault
