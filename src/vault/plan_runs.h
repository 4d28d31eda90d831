// When a plan's rules run: a job row for each rule, due at the rule's next run. Its step
// (vault/plan_scheduler.h) starts the backup jobs and puts the row off to the run after that.
//
// Threads   Pure functions.
// Format    docs/formats/backup.md, "Rule runs".
#pragma once

#include "base/result.h"
#include "storage/changes.h"
#include "storage/view.h"
#include "vault/backup_plan.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::vault {

inline constexpr std::string_view kPlanRuleJob = "backup-plan-rule";

// Where a rule's run stands.
struct RuleRun {
  std::string account;
  std::string plan_id;
  std::string rule_id;
  Timestamp scheduled_at;  // the run that is next, or under way
  // Under way: the rest of the account's tables begins after this one. Unset: not begun.
  std::optional<std::string> tables_after;
  friend bool operator==(const RuleRun&, const RuleRun&) = default;
};

storage::JobRow job_row_of(const RuleRun& run);
// Errors: kCorrupt
Result<RuleRun> rule_run_of(const storage::JobRow& row);
std::string rule_job_id(const BackupPlan& plan, const PlanRule& rule);

// The rule's first run after an instant; nullopt: there is none any more.
// Errors: kInvalid  the zone's file is gone since the rule was checked
Result<std::optional<Timestamp>> next_run(const PlanRule& rule, Timestamp after);

// Of several rules of a plan that are due at one instant for one vault only one makes backups: the
// one whose recovery points stay longest, of equals the first. Whether another takes this one's
// place. Rules of a version that is newer than the instant do not: they may not have been there
// yet. Source: aws-contract C.6, "Overlap". Errors: those of next_run
Result<bool> is_outdone(const BackupPlan& plan, const PlanRule& rule, Timestamp at);

// The job rows of a plan that is new, or takes the place of `before`: rules that are gone lose
// theirs, those whose schedule is as it was keep it, and so does one that is due already.
// Errors: those of next_run
Status plan_jobs(const storage::View& view, const BackupPlan* before, const BackupPlan& plan,
                 Timestamp now, storage::Changes& changes);

// The end of all rules of a plan.
void end_plan_jobs(const BackupPlan& plan, storage::Changes& changes);

struct ScheduledRun {
  Timestamp at;
  std::string rule_id;
  bool continuous = false;
};

// The plan's next runs of all rules together, by time.
std::vector<ScheduledRun> preview_runs(const PlanDocument& document, Timestamp after,
                                       std::size_t count);

}  // namespace tidemark::vault
