#include "operator/delete_table.h"

#include "operator/copies.h"
#include "operator/in_place.h"
#include "operator/planning.h"
#include "operator/runbook.h"
#include "operator/settings_steps.h"

namespace tidemark::runbooks {

Result<Plan> plan_delete_table(const Site& site, const std::string& table) {
  TM_TRY(Plan plan, new_plan(site, kDeleteTable, table));
  const std::string backup = fmt::format("{}--last-{}", table, copy_stamp(plan.made_at));
  TM_TRY_STATUS(check_name("backup name", backup));
  plan.inputs = {{"original-backup", backup}};
  plan.costs = {
      fmt::format(
          "{} is gone, with its point-in-time history and its stream; what is written after "
          "the backup {} is lost",
          table, backup),
      fmt::format("the backup {} stays, and is paid for, until it is deleted", backup)};
  TM_TRY_STATUS(list_steps(plan));
  return plan;
}

std::vector<Step> delete_table_steps(const Plan& plan) {
  return {look_step(plan.table), read_passport_step(plan.table),
          back_up_step({.step = "backup-original",
                        .table = plan.table,
                        .name = plan.input("original-backup"),
                        .fact = "original-backup"}),
          lift_protection_step(plan.table),
          delete_original_step(plan.table, {"original-backup"}, {"passport"})};
}

}  // namespace tidemark::runbooks
