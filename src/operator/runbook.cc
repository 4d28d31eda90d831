#include "operator/runbook.h"

#include "operator/cleanup.h"
#include "operator/create_backup.h"
#include "operator/delete_table.h"
#include "operator/protect.h"
#include "operator/restore_in_place.h"
#include "operator/restore_point_in_place.h"
#include "operator/restore_to_new.h"
#include "operator/schedule_backups.h"

#include <algorithm>
#include <array>

namespace tidemark::runbooks {
namespace {

struct Runbook {
  std::string_view kind;
  std::vector<Step> (*steps)(const Plan&);
};

constexpr std::array<Runbook, 12> kRunbooks{{
    {kRestoreInPlace, &restore_in_place_steps},
    {kRestorePointInPlace, &restore_point_in_place_steps},
    {kRestoreAt, &restore_to_new_steps},
    {kRestoreBackup, &restore_backup_steps},
    {kRestorePoint, &restore_point_steps},
    {kCreateBackup, &create_backup_steps},
    {kPrune, &delete_backups_steps},
    {kDeleteBackup, &delete_backups_steps},
    {kDeleteTable, &delete_table_steps},
    {kProtect, &protect_steps},
    {kCleanup, &cleanup_steps},
    {kSchedule, &schedule_steps},
}};

Result<std::vector<Step>> steps_by_kind(const Plan& plan) {
  const auto* const found = std::ranges::find(kRunbooks, plan.kind, &Runbook::kind);
  if (found == kRunbooks.end()) {
    return fail(Code::kInvalid, fmt::format("there is no runbook \"{}\"", plan.kind));
  }
  return found->steps(plan);
}

std::vector<PlannedStep> planned(const std::vector<Step>& steps) {
  std::vector<PlannedStep> listed;
  for (const Step& step : steps) {
    listed.push_back({.name = step.name, .title = step.title, .destroys = step.destroys});
  }
  return listed;
}

}  // namespace

Result<std::vector<Step>> steps_of(const Plan& plan) {
  TM_TRY(std::vector<Step> steps, steps_by_kind(plan));
  if (planned(steps) != plan.steps) {
    return fail(
        Code::kInvalid,
        fmt::format("the plan's steps are not those of this version's runbook \"{}\": make the "
                    "plan again",
                    plan.kind));
  }
  return steps;
}

Status list_steps(Plan& plan) {
  TM_TRY(const std::vector<Step> steps, steps_by_kind(plan));
  plan.steps = planned(steps);
  return Ok{};
}

}  // namespace tidemark::runbooks
