// The job rows of a store as they are now, to look at without copying them: for who asks often.
//
//   const JobRows rows = job_rows(store);             // a pointer
//   if (const JobRow* row = rows.find("age recovery points")) …
//
// Threads   Any; what is returned never changes.
#pragma once

#include "storage/persistent_map.h"
#include "storage/store.h"

namespace tidemark::storage {

using JobRows = PersistentMap<JobRow>;

JobRows job_rows(const Store& store);

}  // namespace tidemark::storage
