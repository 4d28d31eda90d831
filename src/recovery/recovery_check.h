// Backups, pins and jobs of a stopped store against each other: nothing may keep the past alive
// that nobody can name, and what is named must be there and hold what it says.
//
// Threads   Plain function.
// Errors    none of its own: what is wrong is a finding.
// Format    docs/formats/recovery.md.
#pragma once

#include "storage/family_walk.h"
#include "tables/catalog_check.h"

#include <set>
#include <string>

namespace tidemark::recovery {

// What jobs of layers above own: their kinds, and what those that there are keep alive.
struct OwnedElsewhere {
  std::set<std::string, std::less<>> kinds;
  std::set<std::string, std::less<>> pins;
  std::set<std::string> restoring;  // TableIds
  std::set<storage::KeyspaceId> filling;
};

// Returns the number of backups whose content was counted.
std::uint64_t check_recovery(const storage::StoppedStore& store, const tables::CatalogRows& catalog,
                             const OwnedElsewhere& elsewhere, storage::Findings& findings);

}  // namespace tidemark::recovery
