#include "operator/restore_point_in_place.h"

#include "operator/copies.h"
#include "operator/in_place.h"
#include "operator/planning.h"
#include "operator/proof_steps.h"
#include "operator/recovery_points.h"
#include "operator/runbook.h"
#include "operator/settings_steps.h"

namespace tidemark::runbooks {

Result<Plan> plan_restore_point_in_place(const Site& site, const RestorePointInPlace& request) {
  TM_TRY(Plan plan, new_plan(site, kRestorePointInPlace, request.table));
  TM_TRY(const client::RecoveryPoint point,
         restorable_point(site, request.vault, request.recovery_point_arn));
  if (table_of(point) != request.table) {
    return fail(Code::kConflict, fmt::format("{} is a recovery point of table {}, not of {}",
                                             point.arn, table_of(point), request.table));
  }
  const std::string backup = fmt::format("{}--orig-{}", request.table, copy_stamp(plan.made_at));
  TM_TRY_STATUS(check_name("backup name", backup));
  plan.inputs = {{"original-backup", backup},
                 {"vault", request.vault},
                 {"recovery-point", point.arn},
                 {"role", request.role_arn},
                 {"made-at", made_at_of(point)}};
  plan.costs = {
      fmt::format(
          "{} is deleted and made again: its point-in-time history, its stream's records and "
          "whatever was written since the recovery point end with it",
          request.table),
      fmt::format(
          "until it is ACTIVE again, which takes AWS minutes to hours, {} answers nobody: stop "
          "its writers first",
          request.table),
      fmt::format("the backup {} stays until you remove it", backup)};
  if (point.storage_class == "COLD") {
    plan.costs.emplace_back(
        "the recovery point lies in cold storage: AWS takes hours longer, and "
        "charges for what is read from there");
  }
  TM_TRY_STATUS(list_steps(plan));
  return plan;
}

std::vector<Step> restore_point_in_place_steps(const Plan& plan) {
  return {look_step(plan.table),
          read_passport_step(plan.table),
          back_up_step({.step = "backup-original",
                        .table = plan.table,
                        .name = plan.input("original-backup"),
                        .fact = "original-backup"}),
          lift_protection_step(plan.table),
          delete_original_step(plan.table, {"original-backup"}, {"passport"}),
          restore_point_step({.step = "restore",
                              .arn = plan.input("recovery-point"),
                              .role_arn = plan.input("role"),
                              .target = plan.table,
                              .fact = "restored-id",
                              .kind = "DynamoDB",
                              .new_table = false}),
          apply_passport_step(plan.table),
          certify_step({.wanted = plan.table,
                        .wanted_at = plan.input("made-at"),
                        .found = plan.table,
                        .source = plan.input("recovery-point"),
                        .asked = plan.input("made-at")})};
}

}  // namespace tidemark::runbooks
