#include "vault/plan_scheduler.h"

#include "codec/sha256.h"
#include "vault/plans.h"
#include "vault/taken_resources.h"

namespace tidemark::vault {
namespace {

using storage::Changes;
using storage::Decision;
using storage::Refused;
using storage::Step;
using storage::View;

// Why a resource that is named cannot be backed up here.
std::optional<std::string> failure_of(const ResourceArn& arn, const Rows& rows,
                                      const BackupPlan& plan) {
  if (arn.kind != kDynamoDb) {
    return fmt::format(
        "Backup job failed because resources of type {} are not backed up by this "
        "server: it moves DynamoDB tables only.",
        arn.kind.empty() ? arn.service : arn.kind);
  }
  if (arn.region != rows.region || arn.account != plan.account) {
    return fmt::format(
        "Backup job failed because the table lies in account {} and region {}, and "
        "the plan in account {} and region {}.",
        arn.account, arn.region, plan.account, rows.region);
  }
  return std::nullopt;
}

CreatedBy created_by(const BackupPlan& plan, const PlanRule& rule) {
  return {plan.id,
          arn_of(plan),
          plan.newest.document.name,
          plan.newest.version_id,
          rule.id,
          rule.name,
          rule.schedule,
          rule.timezone};
}

// The options that the plan sets for a kind.
std::map<std::string, std::string> options_for(const BackupPlan& plan, std::string_view kind) {
  for (const AdvancedSetting& setting : plan.newest.document.advanced) {
    if (setting.resource_type == kind) return setting.options;
  }
  return {};
}

}  // namespace

std::string planned_job_id(const RuleRun& run, std::string_view resource_arn) {
  const std::string hex =
      codec::sha256_hex(key_of(run.account, run.plan_id, run.rule_id,
                               fmt::format("{}", run.scheduled_at.micros), resource_arn));
  return fmt::format("{}-{}-5{}-8{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 3),
                     hex.substr(15, 3), hex.substr(18, 12));
}

PlannedBackup PlanScheduler::planned(const Rows& rows, const BackupPlan& plan, const PlanRule& rule,
                                     const RuleRun& run, const std::string& arn,
                                     const std::string& role) const {
  // Selections are checked when they are made: it is an ARN.
  const ResourceArn parsed = parse_resource_arn(arn).value_or(ResourceArn{});
  PlannedBackup backup;
  backup.job_id = planned_job_id(run, arn);
  backup.account = plan.account;
  backup.resource_arn = arn;
  backup.resource_kind = parsed.kind;
  backup.resource_name = parsed.name;
  backup.iam_role_arn = role;
  backup.rule = rule;
  backup.created_by = created_by(plan, rule);
  backup.options = options_for(plan, parsed.kind);
  backup.scheduled_at = run.scheduled_at;
  backup.expired = !rule.windows.start_is_open(run.scheduled_at, clock_.now());
  backup.failure = failure_of(parsed, rows, plan);
  return backup;
}

Result<std::optional<storage::JobRow>> PlanScheduler::row_after(const RuleRun& run,
                                                                const PlanRule& rule,
                                                                const TakenResources& page) {
  RuleRun next = run;
  if (page.last_table) {
    next.tables_after = page.last_table;
    return std::optional(job_row_of(next));
  }
  TM_TRY(const auto at, next_run(rule, run.scheduled_at));
  if (!at) return std::optional<storage::JobRow>();
  next.tables_after.reset();
  next.scheduled_at = *at;
  return std::optional(job_row_of(next));
}

Result<Step> PlanScheduler::step(storage::Store& store, const storage::JobRow& row) const {
  TM_TRY(const RuleRun run, rule_run_of(row));
  TM_TRY(const Rows rows, rows_of_(store));
  TM_TRY(const auto plan,
         find<BackupPlan>(rows, plan_key(run.account, PlanState::kLive, run.plan_id)));
  const PlanRule* const rule = plan ? find_rule(*plan, run.rule_id) : nullptr;
  if (rule == nullptr) return Step{row, true, {}};
  TakenResources page;
  TM_TRY(const bool outdone, is_outdone(*plan, *rule, run.scheduled_at));
  if (!outdone) {
    TM_TRY(page, taken_resources(rows, *plan, run.tables_after, kTablesAStep));
  }
  std::vector<PlannedBackup> backups;
  for (const auto& [arn, role] : page.role_by_arn) {
    backups.push_back(planned(rows, *plan, *rule, run, arn, role));
  }
  TM_TRY(const auto next, row_after(run, *rule, page));
  const bool ended = !page.last_table;
  Step step{next.value_or(row), !next, {}};
  step.also = [this, rows, run, ended, backups = std::move(backups),
               version = plan->newest.version_id](View& view) -> Decision {
    const auto now = find_live_plan(view, rows.table, run.account, run.plan_id);
    // Changed meanwhile: the row is stepped again, by the new version.
    if (!now || !now.value() || now.value()->newest.version_id != version) return Refused{};
    Changes changes;
    for (const PlannedBackup& backup : backups) add_backup_(view, rows, backup, changes);
    if (ended) {
      BackupPlan executed = *now.value();
      executed.last_executed_at = run.scheduled_at;
      put(changes, rows.table, executed);
    }
    return changes;
  };
  return step;
}

}  // namespace tidemark::vault
