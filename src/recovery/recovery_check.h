// Backups, pins and jobs of a stopped store against each other: nothing may keep the past alive
// that nobody can name, and what is named must be there and hold what it says.
//
// Threads   Plain function.
// Errors    none of its own: what is wrong is a finding.
// Format    docs/formats/recovery.md.
#pragma once

#include "storage/family_walk.h"
#include "tables/catalog_check.h"

namespace tidemark::recovery {

// Returns the number of backups whose content was counted.
std::uint64_t check_recovery(const storage::StoppedStore& store, const tables::CatalogRows& catalog,
                             storage::Findings& findings);

}  // namespace tidemark::recovery
