// Writes a run: rows in order into segments, each put when it is full.
//
//   RunWriter run(store, {.prefix = "123456789012/eu-west-1/nightly/", .writer = point_id},
//                 progress);                              // {} to begin with
//   TM_TRY_STATUS(run.append(part, key, value));          // rows behind progress.last
//   for (SegmentInfo& done : run.take_segments()) …       // put since last asked: keep them
//   progress = run.progress();                            // commit it together with them
//   …
//   TM_TRY_STATUS(run.finish());                          // the last segment
//
// A job may keep one over many steps: what take_segments() gave is durable, the rest is in memory
// and, after a crash, appended again behind progress().last. Segments that were put but not
// committed are then put again under the same name.
//
// Memory    One segment, and twice a block.
// Threads   One at a time.
// Errors    of the store; kInvalid  a row that does not come behind the one before it
//           kLimit  a row of more than kMostRowBytes or kMostKeyBytes
//           After one it takes no more: make another with the progress that was committed.
#pragma once

#include "base/result.h"
#include "blobs/blob_store.h"
#include "vault/points/keyring.h"
#include "vault/points/run.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::vault {

struct RunTarget {
  std::string prefix;  // of the vault, with its '/'
  std::string writer;
  RunKind kind = RunKind::kBase;
  const VaultKey* key = nullptr;          // null: not sealed. Outlives the writer
  std::size_t segment_bytes = 16u << 20;  // a segment ends when about so much is stored
  std::size_t block_bytes = 256u << 10;   // a block ends when it has so much, not compressed
};

class RunWriter {
 public:
  RunWriter(blobs::BlobStore& store, RunTarget target, RunProgress from);
  RunWriter(RunWriter&&) noexcept;
  RunWriter& operator=(RunWriter&&) noexcept;
  ~RunWriter();

  // Puts a segment when it is full. Without a value: deleted (of a delta only).
  Status append(storage::Part part, std::string_view key, std::optional<std::string_view> value);

  // What was appended becomes a segment now, however small; nothing if there is nothing.
  Status cut();

  // cut(); append nothing after it.
  Status finish() { return cut(); }

  // Segments put since this was last asked, in order.
  std::vector<SegmentInfo> take_segments();

  // The durable part: as of the last segment put.
  [[nodiscard]] RunProgress progress() const;

  // Bytes of rows appended that are in no segment yet.
  [[nodiscard]] std::uint64_t unwritten_bytes() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tidemark::vault
