// Where the blobs of runs lie follows from who names them: a run that a warm recovery point or a
// job under way names lies warm, one that only cold points name in the cold area, one that nobody
// names nowhere.
//
//   TM_TRY(const NamedRuns named, named_runs(rows, vault, resource_arn, table_id));
//   TM_TRY(const bool settled, settle_runs(blobs, prefix, point.runs, named));   // false: once
//   more
//
// A segment is put into the cold area before it is removed from where it was, so that whoever reads
// it finds it at any instant; what a crash leaves in both places the next call clears up.
//
// Threads   The runner's: nobody else names, writes or removes a run meanwhile.
// Errors    those of the blob store; kDenied where a lock of the store holds a blob
// Format    docs/formats/blob_store.md, "The cold area".
#pragma once

#include "blobs/blob_store.h"
#include "vault/named_runs.h"

#include <string>
#include <string_view>
#include <vector>

namespace tidemark::vault {

// Copies about kSettleBytes at most; false: there is more to do.
inline constexpr std::uint64_t kSettleBytes = 8u << 20;
Result<bool> settle_runs(blobs::BlobStore& blobs, std::string_view prefix,
                         const std::vector<std::string>& runs, const NamedRuns& named);

// All blobs of a writer's run that lie warm: of one that a job under way has begun.
Status remove_run(blobs::BlobStore& blobs, std::string_view prefix, const std::string& writer);

}  // namespace tidemark::vault
