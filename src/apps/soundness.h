// What `tidemark check` finds in each region of a data directory, and how it says so.
//
//   const std::vector<RegionReport> regions = examine(*directory, environment);
//   if (!sound(regions)) …
//
// Threads   Plain functions.
#pragma once

#include "storage/data_directory.h"
#include "storage/environment.h"
#include "storage/family_walk.h"

#include <string>
#include <vector>

namespace tidemark::apps {

struct RegionReport {
  std::string region;
  bool empty = false;  // no store was made there yet
  storage::Walked walked;
  std::uint64_t files = 0;     // sorted files whose every block was verified
  std::uint64_t instants = 0;  // at which a tally was recounted
  std::uint64_t backups = 0;   // whose content was recounted
  std::uint64_t entries = 0;   // rows of indexes that were compared with their items
  storage::Findings findings;
};

// The directory's claim keeps servers out meanwhile.
std::vector<RegionReport> examine(const storage::DataDirectory& directory,
                                  storage::Environment& environment);

bool sound(const std::vector<RegionReport>& regions);

std::string to_text(const std::string& directory, const std::vector<RegionReport>& regions);
std::string to_json(const std::string& directory, const std::vector<RegionReport>& regions);

}  // namespace tidemark::apps
