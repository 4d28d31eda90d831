// The runbook that backs a table up on demand, its settings noted with it, and the one that
// removes what was made so long ago that it need not be kept.
//
//   TM_TRY(const Plan plan, plan_create_backup(site, {.table = "Orders", .keep = days{90}}));
//   TM_TRY(const Plan plan, plan_prune(site, runs));
//
// Threads   As the site's.
// Errors    kNotFound  no such table, nothing to prune;  kInvalid  a name that AWS would refuse
#pragma once

#include "operator/plan.h"
#include "operator/runs.h"
#include "operator/site.h"
#include "operator/step.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace tidemark::runbooks {

inline constexpr const char* kCreateBackup = "create-backup";
inline constexpr const char* kPrune = "prune-backups";
inline constexpr const char* kDeleteBackup = "delete-backup";
inline constexpr const char* kMadeBackup = "backup";  // the fact that holds the ARN

struct CreateBackup {
  std::string table;
  std::string name{};  // empty: "<table>--orig-<stamp>", as the recovery consoles name them
  std::optional<std::chrono::seconds> keep{};  // until prune may remove it; unset: for ever
  bool wait = true;                            // until it is AVAILABLE
};

Result<Plan> plan_create_backup(const Site& site, const CreateBackup& request);

// Removes what `runs` have made in this account and region and need not keep any longer.
// Errors: kNotFound  there is nothing of that kind
Result<Plan> plan_prune(const Site& site, const Runs& runs);

// Any one backup.
// Errors: kNotFound  there is none; kConflict  AWS does not let it be deleted (SYSTEM, AWS_BACKUP)
Result<Plan> plan_delete_backup(const Site& site, const std::string& backup_arn);

std::vector<Step> create_backup_steps(const Plan& plan);
std::vector<Step> delete_backups_steps(const Plan& plan);

}  // namespace tidemark::runbooks
