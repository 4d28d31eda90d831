// Whether the files beneath a stopped store are whole: every block of every sorted file against
// its checksum, those that no walk over rows would read included.
//
// Threads   Plain functions.
// Errors    none of their own: what is wrong is a finding that names the file.
#pragma once

#include "storage/findings.h"
#include "storage/stopped_store.h"

#include <cstdint>

namespace tidemark::storage {

// Returns the number of files.
std::uint64_t check_sorted_files(const StoppedStore& store, Findings& findings);

}  // namespace tidemark::storage
