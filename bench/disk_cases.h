// What the disk of this very run can do.
#pragma once

#include "bench/slices.h"

namespace tidemark::bench {

// Appends 4 KiB and calls fdatasync, one after another: the ceiling of a lone durable writer.
// Part of every group whose figures wait for the disk.
Case fdatasync_case(const Settings& settings);

}  // namespace tidemark::bench
