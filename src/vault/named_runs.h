// Which runs of a vault somebody names: recovery points, backups under way that go on with them,
// and copies under way. A run that nobody names may be removed: steps of jobs and removals are
// never at work at the same time.
#pragma once

#include "vault/rows.h"
#include "vault/vault.h"

#include <set>
#include <string>

namespace tidemark::vault {

// Writers of runs, by who names them.
struct NamedRuns {
  std::set<std::string> warm{};  // recovery points that are warm
  std::set<std::string> cold{};  // recovery points that are cold
  std::set<std::string> busy{};  // jobs under way, whose recovery points will be warm

  // Whether it has to lie where it is read without delay.
  [[nodiscard]] bool wanted_warm(const std::string& run) const {
    return warm.contains(run) || busy.contains(run);
  }
};

// Of the points of one resource and table; without `table_id`, of every table's jobs. What a copy
// job named `except_job` holds is left out.
// Errors: those of the store
Result<NamedRuns> named_runs(const Rows& rows, const VaultName& vault,
                             const std::string& resource_arn, const std::string& table_id,
                             const std::string& except_job = {});

}  // namespace tidemark::vault
