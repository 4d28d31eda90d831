// The records of backup, restore, copy and verify jobs go thirty days after their end, and an
// idempotency token with the record of what it made. One job a region looks at them once a day, as
// long as there are any, in bounded steps.
//
//   ask_for_trimming(view, changes);            // in the commit that ends a job
//
// Threads   ask_for_trimming in a decision; steps are the runner's.
// Errors    those of the store
// Source    aws-contract C.4: the API lists backup jobs of about thirty days.
#pragma once

#include "storage/job_runner.h"
#include "vault/works.h"

#include <chrono>
#include <string_view>

namespace tidemark::vault {

inline constexpr std::string_view kTrimRecordsJob = "trim the records of jobs";
inline constexpr std::chrono::days kRecordsKept{30};

void ask_for_trimming(const storage::View& view, storage::Changes& changes);

// Looks at kRecordsAStep records at most.
inline constexpr std::size_t kRecordsAStep = 500;
Result<storage::Step> step_trim_records(Works& works, storage::Store& store,
                                        const storage::JobRow& row);

}  // namespace tidemark::vault
