// The background work of tables: which kinds of job rows there are, and their steps.
#pragma once

#include "base/clock.h"
#include "storage/job_runner.h"

namespace tidemark::tables {

// Registers every kind. `clock` outlives the runner.
void add_kinds(storage::JobRunner& runner, const Clock& clock);

}  // namespace tidemark::tables
