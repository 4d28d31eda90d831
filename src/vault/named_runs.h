// Which runs of a vault somebody names: recovery points, backups under way that go on with them,
// and copies under way. A run that nobody names may be removed: steps of jobs and removals are
// never at work at the same time.
#pragma once

#include "vault/rows.h"
#include "vault/vault.h"

#include <set>
#include <string>

namespace tidemark::vault {

// Of the points of one resource and table; what a copy job named `except_job` holds is left out.
// Errors: those of the store
Result<std::set<std::string>> named_runs(const Rows& rows, const VaultName& vault,
                                         const std::string& resource_arn,
                                         const std::string& table_id,
                                         const std::string& except_job = {});

}  // namespace tidemark::vault
