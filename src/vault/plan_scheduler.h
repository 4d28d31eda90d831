// Starts what plans ask for. When a rule is due its job row is stepped: the plan's selections are
// looked at as they are now, and in the same commit in which the row is put off to the next run a
// backup job begins for every resource that they take. So a run happens exactly once, however
// often the server stops: a job's id follows from plan, rule, time and resource.
//
//   const PlanScheduler scheduler(clock, rows_of, add_backup);
//   runner.add_kind(std::string(kPlanRuleJob), [&](Store& store, const JobRow& row) {
//     return scheduler.step(store, row);
//   }, InDoubt::kWaits);
//
// A run that nobody saw, because the server was down or its jobs were paused, is made up for when
// the row is stepped: its jobs begin if their start window is still open, else they are EXPIRED.
// One step takes kTablesAStep tables; an account with more takes several.
//
// Threads  step() from one thread at a time.
// Errors   those of the store; kCorrupt of a damaged row.
#pragma once

#include "base/clock.h"
#include "storage/job_runner.h"
#include "vault/backup_plan.h"
#include "vault/backup_selection.h"
#include "vault/created_by.h"
#include "vault/plan_runs.h"
#include "vault/resource_arn.h"
#include "vault/taken_resources.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::vault {

inline constexpr std::size_t kTablesAStep = 500;

// One resource of one run.
struct PlannedBackup {
  std::string job_id;
  std::string account;
  std::string resource_arn;
  std::string resource_kind;  // "DynamoDB"; empty: none that AWS Backup knows
  std::string resource_name;
  std::string iam_role_arn;  // of the selection that takes it
  PlanRule rule;
  CreatedBy created_by;
  std::map<std::string, std::string> options;  // of the plan's advanced settings for the kind
  Timestamp scheduled_at;
  bool expired = false;                // the start window closed before anybody looked
  std::optional<std::string> failure;  // why it cannot be backed up here
};

// Adds the job and what makes it go on to the changes.
using AddBackup = std::function<void(storage::View& view, const Rows& rows,
                                     const PlannedBackup& planned, storage::Changes& changes)>;

class PlanScheduler {
 public:
  using RowsOf = std::function<Result<Rows>(storage::Store&)>;

  PlanScheduler(Clock& clock, RowsOf rows_of, AddBackup add_backup)
      : clock_(clock), rows_of_(std::move(rows_of)), add_backup_(std::move(add_backup)) {}

  Result<storage::Step> step(storage::Store& store, const storage::JobRow& row) const;

 private:
  [[nodiscard]] PlannedBackup planned(const Rows& rows, const BackupPlan& plan,
                                      const PlanRule& rule, const RuleRun& run,
                                      const std::string& arn, const std::string& role) const;
  // The row as it is after this page; nullopt: the rule has no run any more.
  [[nodiscard]] static Result<std::optional<storage::JobRow>> row_after(const RuleRun& run,
                                                                        const PlanRule& rule,
                                                                        const TakenResources& page);

  Clock& clock_;
  RowsOf rows_of_;
  AddBackup add_backup_;
};

// A UUID that is the same for the same run and resource.
std::string planned_job_id(const RuleRun& run, std::string_view resource_arn);

}  // namespace tidemark::vault
