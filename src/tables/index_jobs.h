// The jobs that bring an index to its beginning and to its end, in bounded steps that a restart
// repeats without harm. Writers keep the entries of what they touch all the while.
//
//   add_index_kinds(runner, clock);
//
// Threads   The job runner's.
// Format    docs/formats/indexes.md, "Jobs".
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "storage/job_runner.h"
#include "tables/table_description.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace tidemark::tables {

// Puts the entries that an index which is being made does not have yet, then makes it active.
inline constexpr std::string_view kFillJob = "index-fill";
// Removes the rows of a part that no index has any more, or one that is being deleted; then the
// index goes.
inline constexpr std::string_view kDropJob = "index-drop";

struct IndexProgress {
  TableName name;
  std::string table_id;
  storage::TableId stored_as;
  storage::Part part = 0;
  std::string done_up_to;  // the key of the last item or entry that was seen; empty: none yet
  std::uint64_t rows = 0;  // written or removed so far
};

std::string fill_job_of(const TableDescription& table, storage::Part part);
storage::JobRow fill_job(const TableDescription& table, storage::Part part, Timestamp due);
storage::JobRow drop_job(const TableDescription& table, storage::Part part, Timestamp due);

std::string encode(const IndexProgress& progress);
// Errors: kCorrupt
Result<IndexProgress> decode_index_progress(std::string_view bytes);

// One step each. A table that is gone ends the job.
Result<storage::Step> step_fill(storage::Store& store, const storage::JobRow& row);
Result<storage::Step> step_drop(storage::Store& store, const storage::JobRow& row);

void add_index_kinds(storage::JobRunner& runner);

}  // namespace tidemark::tables
