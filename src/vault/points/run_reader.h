// Reads a run, forwards, from its beginning or from behind a key.
//
//   TM_TRY(RunReader rows, RunReader::open(store, prefix, run, keyring, after));
//   while (rows.valid()) {
//     use(rows.row());
//     TM_TRY_STATUS(rows.next());
//   }
//
// Blocks are fetched by range as they are needed and checked as a whole (checksum, seal, order)
// before the first row of one is handed out.
//
// Memory    About 1.6 MiB; more where a row is longer than a block.
// Threads   One at a time.
// Errors    of the store; kCorrupt  naming blob and block; kDenied  the key is not in the keyring
#pragma once

#include "base/result.h"
#include "blobs/blob_store.h"
#include "vault/points/keyring.h"
#include "vault/points/run.h"

#include <memory>
#include <optional>
#include <string>

namespace tidemark::vault {

class RunReader {
 public:
  // Stands on the first row behind `after`, or on the first of all. `run` and `keys` outlive it.
  static Result<RunReader> open(blobs::BlobStore& store, std::string prefix, const Run& run,
                                const Keyring& keys, const std::optional<RowKey>& after = {});
  RunReader(RunReader&&) noexcept;
  RunReader& operator=(RunReader&&) noexcept;
  ~RunReader();

  [[nodiscard]] bool valid() const;

  // Only while valid(); good until next().
  [[nodiscard]] const RowView& row() const;

  Status next();

 private:
  struct State;
  explicit RunReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tidemark::vault
