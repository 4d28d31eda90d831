#include "operator/restore_in_place.h"

#include "codec/iso8601.h"
#include "operator/copies.h"
#include "operator/in_place.h"
#include "operator/planning.h"
#include "operator/proof_steps.h"
#include "operator/runbook.h"
#include "operator/settings_steps.h"

namespace tidemark::runbooks {
namespace {

CostEstimate cost_of(const client::TableState& table) {
  const Prices prices;
  TableShape shape;
  shape.items = table.items;
  shape.bytes = table.bytes;
  const CostEstimate scan = estimate_scan(shape, false, {}, prices);
  const CostEstimate restore = estimate_restore(table.bytes, false, prices);
  const CostEstimate backup = estimate_backup(table.bytes, prices);
  return together({restore, restore, backup, backup, scan, scan});
}

}  // namespace

Result<Plan> plan_restore_in_place(const Site& site, const RestoreInPlace& request) {
  TM_TRY(Plan plan, new_plan(site, kRestoreInPlace, request.table));
  const std::string stamp = copy_stamp(plan.made_at);
  const std::string duplicate = fmt::format("{}--dupe-{}", request.table, stamp);
  TM_TRY_STATUS(check_free_name(site, duplicate));
  TM_TRY(const client::Window window, check_restorable(site, request.table, request.at));
  plan.inputs = {{"at", codec::to_iso8601(request.at)},
                 {"latest-restorable", codec::to_iso8601(window.latest)},
                 {"duplicate", duplicate},
                 {"duplicate-backup", duplicate},
                 {"original-backup", fmt::format("{}--orig-{}", request.table, stamp)}};
  plan.costs = {
      fmt::format(
          "{} is deleted and made again: its point-in-time history, its stream's records and "
          "whatever was written since {} end with it",
          request.table, codec::to_iso8601(request.at)),
      fmt::format(
          "until it is ACTIVE again, which takes AWS minutes to hours, {} answers nobody: stop "
          "its writers first, since what they write after its last backup is lost",
          request.table),
      fmt::format("the copies stay until you remove them: table {}, and the backups {} and {}",
                  duplicate, plan.inputs["duplicate-backup"], plan.inputs["original-backup"])};
  client::DynamoDb dynamodb(site.session.of(client::Service::kDynamoDb));
  TM_TRY(const client::TableState table,
         client::accepted("DescribeTable", dynamodb.describe_table(request.table)));
  plan.costs.push_back(
      cost_sentence("two restores, two backups and reading both tables", cost_of(table)));
  TM_TRY_STATUS(list_steps(plan));
  return plan;
}

std::vector<Step> restore_in_place_steps(const Plan& plan) {
  const std::string& duplicate = plan.input("duplicate");
  return {look_step(plan.table),
          read_passport_step(plan.table),
          restore_at_step({.step = "duplicate",
                           .source = plan.table,
                           .target = duplicate,
                           .at = plan.input("at"),
                           .fact = "duplicate-id"}),
          check_copy_step({.table = plan.table, .at = plan.input("at"), .copy = duplicate}),
          back_up_step({.step = "backup-duplicate",
                        .table = duplicate,
                        .name = plan.input("duplicate-backup"),
                        .fact = "duplicate-backup"}),
          back_up_step({.step = "backup-original",
                        .table = plan.table,
                        .name = plan.input("original-backup"),
                        .fact = "original-backup"}),
          lift_protection_step(plan.table),
          delete_original_step(plan.table, {"duplicate-backup", "original-backup"},
                               {"passport", "copy-checked"}),
          restore_backup_step({.step = "restore",
                               .backup = {},
                               .backup_fact = "duplicate-backup",
                               .target = plan.table,
                               .fact = "restored-id",
                               .new_table = false}),
          apply_passport_step(plan.table),
          certify_step({.wanted = duplicate,
                        .wanted_at = {},
                        .found = plan.table,
                        .source = plan.table,
                        .asked = plan.input("at")})};
}

}  // namespace tidemark::runbooks
