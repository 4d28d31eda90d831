// Before a store is opened: are its logs what was written, and do they reach as far as was
// acknowledged? Opening would use them up, so damage is refused first, with everything in place.
//
// Threads   Plain functions.
#pragma once

#include "base/result.h"
#include "storage/acknowledged.h"
#include "storage/environment.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::storage {

// Errors: kCorrupt  names the file, the offset and what is wrong there
//         kUnknown  a file cannot be read
Status check_before_opening(const std::string& directory, Environment& environment);

// Once it is open: that it reached what had been acknowledged when `check_before_opening` looked.
struct ClockRow;
Status check_reached(const Acknowledged& acknowledged, std::uint64_t sequence,
                     const ClockRow& clock, const std::string& directory);

// Write-ahead logs, oldest first.
Result<std::vector<std::string>> log_files(const std::string& directory,
                                           const Environment& environment);

// The MANIFEST that CURRENT names. Errors: kCorrupt  CURRENT names none that is there
Result<std::string> manifest_file(const std::string& directory, const Environment& environment);

// The last sequence number of one record of the write-ahead log; 0 when it is too short to be one.
std::uint64_t last_sequence_of(std::string_view record);

}  // namespace tidemark::storage
