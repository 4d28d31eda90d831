// What writes to a table have in common.
#pragma once

#include "storage/write.h"

namespace tidemark::tables {

using storage::Write;

// The table is gone, or another has its name. What every write may answer.
struct NoTable {};

}  // namespace tidemark::tables
