// What a plan's selections take, as the account's tables are now: a page of them at a time.
//
//   TM_TRY(const auto first, taken_resources(rows, plan, std::nullopt, 500));
//   if (first.last_table) …      // there may be more: taken_resources(rows, plan,
//   first.last_table, 500)
//
// Threads  Any.
// Errors   those of the store.
#pragma once

#include "base/result.h"
#include "vault/backup_plan.h"
#include "vault/rows.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>

namespace tidemark::vault {

struct TakenResources {
  std::map<std::string, std::string> role_by_arn;  // the role is its selection's
  std::optional<std::string> last_table;           // looked at; set when there may be more
};

// Looks at `limit` tables after that name. The first page also has what is written out and no
// table that is there: a job of it says why it fails.
Result<TakenResources> taken_resources(const Rows& rows, const BackupPlan& plan,
                                       const std::optional<std::string>& tables_after,
                                       std::size_t limit);

}  // namespace tidemark::vault
