// A recovery point's rows: base and deltas read side by side; for every key the newest run that
// knows it decides, and what it says is deleted is left out.
//
//   TM_TRY(MergedRows rows, MergedRows::open(store, prefix, manifest.runs, keyring, after));
//   for (; rows.valid(); …) { use(rows.row());  TM_TRY_STATUS(rows.next()); }
//
// To go on after a crash, open it behind the last row that was used.
//
// Memory    At most 64 MiB for 31 runs.
// Threads   One at a time.
// Errors    of RunReader
#pragma once

#include "vault/points/run_reader.h"

#include <vector>

namespace tidemark::vault {

class MergedRows {
 public:
  // Runs oldest first, as manifests name them; `runs` and `keys` outlive it.
  static Result<MergedRows> open(blobs::BlobStore& store, const std::string& prefix,
                                 const std::vector<Run>& runs, const Keyring& keys,
                                 const std::optional<RowKey>& after = {});

  [[nodiscard]] bool valid() const { return !heap_.empty(); }

  // Only while valid(); good until next(). Always has a value.
  [[nodiscard]] const RowView& row() const { return runs_[heap_.front()].row(); }

  Status next();

 private:
  explicit MergedRows(std::vector<RunReader> runs) : runs_(std::move(runs)) {}

  // Whether run `a` comes after run `b`: a later key, or the same in an older run.
  [[nodiscard]] bool behind(std::size_t a, std::size_t b) const;
  void sift_down();
  Status advance_front();
  Status step_over_key();
  Status settle();  // onto the next key that is not deleted

  std::vector<RunReader> runs_;    // oldest first
  std::vector<std::size_t> heap_;  // of runs that are valid; the front is next
  RowKey passed_;                  // what step_over_key() leaves behind
};

}  // namespace tidemark::vault
