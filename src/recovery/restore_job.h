// The job behind a restore: copies what lies beneath the new table into a base of its own, then
// one commit makes the table free-standing. Row format: docs/formats/recovery.md.
#pragma once

#include "base/result.h"
#include "storage/job_runner.h"
#include "tables/catalog.h"

#include <optional>
#include <string>
#include <string_view>

namespace tidemark::recovery {

inline constexpr std::string_view kRestoreJob = "restore";

struct RestoreProgress {
  tables::TableName target;
  std::string table_id;
  storage::TableId stored_as;
  storage::KeyspaceId base;
  std::string cursor;        // opaque: Store::materialise_piece
  std::uint64_t pieces = 0;  // copied so far
};

storage::JobRow restore_job(const std::string& id, const tables::TableDescription& target,
                            storage::KeyspaceId base);

std::string encode(const RestoreProgress& progress);
// Errors: kCorrupt
Result<RestoreProgress> decode_restore_progress(std::string_view bytes);

// One piece. A target that was deleted meanwhile ends the job.
Result<storage::Step> step_restore(storage::Store& store, const storage::JobRow& row);

// How far the restore of a live table is; nullopt: it stands on its own (or was never restored).
Result<std::optional<RestoreProgress>> restore_under_way(const storage::Store& store,
                                                         const tables::TableDescription& table);

}  // namespace tidemark::recovery
