// Switching a table's stream on and off, and what stays of it afterwards. These compute changes;
// only the outermost caller transacts.
//
//   TM_TRY_STATUS(start_stream(view, table, {StreamView::kNewImage, secret}, changes));
//   put(changes, table);
//
// Threads   Pure.
// Errors    kCorrupt of a damaged row, and those of the view.
#pragma once

#include "base/clock.h"
#include "storage/job_runner.h"
#include "tables/stream_description.h"

#include <string>
#include <string_view>

namespace tidemark::tables {

struct StreamRequest {
  StreamView view = StreamView::kNewAndOldImages;
  std::string secret;  // unpredictable: see StreamDescription
};

// The stream of a table that is made in the same decision: its history is kept from the beginning.
storage::History history_for_stream();

// Sets `table.stream` and everything the stream needs. `table` has none that is enabled.
Status start_stream(storage::View& view, TableDescription& table, const StreamRequest& request,
                    storage::Changes& changes);

// Ends the stream, if the table has one that is enabled; it stays readable for kStreamLife.
Status stop_stream(const storage::View& view, TableDescription& table, storage::Changes& changes);

// Removes a stream and its records at once.
void remove_stream(const storage::View& view, const StreamDescription& stream,
                   storage::Changes& changes);

// Those of the deleted table, as its history ends.
Status remove_streams_of(const storage::View& view, const TableDescription& table,
                         storage::Changes& changes);

// At or before this instant a record is trimmed.
Timestamp trim_horizon(const storage::Store& store, Timestamp now);

inline constexpr std::string_view kTrimJob = "trim-stream";

std::string trim_job_of(const StreamDescription& stream);

// Removes what is trimmed, and in the end the stream.
Result<storage::Step> step_trim(storage::Store& store, const storage::JobRow& row,
                                const Clock& clock);

}  // namespace tidemark::tables
