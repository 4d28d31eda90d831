#include "console/operator_desk.h"

#include "operator/backup_role.h"
#include "operator/cleanup.h"
#include "operator/create_backup.h"
#include "operator/delete_table.h"
#include "operator/planning.h"
#include "operator/protect.h"
#include "operator/restore_in_place.h"
#include "operator/restore_point_in_place.h"
#include "operator/restore_to_new.h"

#include <algorithm>

namespace tidemark::console {
namespace {

using client::Service;
using runbooks::Plan;
using runbooks::RunReport;
using runbooks::RunSummary;
using std::chrono::microseconds;
using std::chrono::milliseconds;

// How soon Ctrl-C is noticed, and how smoothly time goes by on the screen.
constexpr milliseconds kSlice{100};

// The runbook behind an action.
std::string_view kind_of(Action action) {
  switch (action) {
    case Action::kRestoreToTime: return runbooks::kRestoreInPlace;
    case Action::kRestoreFromPoint: return runbooks::kRestorePointInPlace;
    case Action::kBackUp: return runbooks::kCreateBackup;
    case Action::kNewFromBackup: return runbooks::kRestoreBackup;
    case Action::kNewFromPoint: return runbooks::kRestorePoint;
    case Action::kDelete: return runbooks::kDeleteTable;
    case Action::kKeepHistory:
    case Action::kProtect: break;
  }
  return runbooks::kProtect;
}

}  // namespace

Place OperatorDesk::place() {
  return {.account = who_ ? who_->account : parts_.config.account,
          .region = parts_.session.region(),
          .vault = parts_.config.vault,
          .role = parts_.config.role,
          .caller = who_ ? who_->arn : "",
          .endpoint = parts_.session.endpoint(Service::kDynamoDb)};
}

runbooks::Examination OperatorDesk::examine() {
  auto found = runbooks::examine(parts_.session, parts_.config, parts_.clock);
  who_ = found.who;
  return found;
}

Result<std::vector<std::string>> OperatorDesk::tables() {
  return runbooks::table_names(parts_.session);
}

Result<runbooks::TableCard> OperatorDesk::table(std::string_view name) {
  return runbooks::table_card(parts_.session, name);
}

Result<std::vector<runbooks::BackupChoice>> OperatorDesk::backups(std::string_view table) {
  return runbooks::backups_of(parts_.session, table);
}

Result<std::vector<runbooks::PointChoice>> OperatorDesk::points(std::string_view table) {
  return runbooks::points_of(parts_.session, parts_.config.vault, table, parts_.clock.now());
}

Result<runbooks::PointChoice> OperatorDesk::point_now(const runbooks::PointChoice& chosen) {
  return runbooks::point_now(parts_.session, parts_.config.vault, chosen);
}

Status OperatorDesk::check_new_name(std::string_view name) {
  return runbooks::check_free_name(site(), std::string(name));
}

Result<Plan> OperatorDesk::plan(const Order& order) {
  const runbooks::Site here = site();
  switch (order.action) {
    case Action::kRestoreToTime:
      return runbooks::plan_restore_in_place(here, {.table = order.table, .at = order.at});
    case Action::kRestoreFromPoint: {
      TM_TRY(const std::string role, role_arn());
      return runbooks::plan_restore_point_in_place(here, {.table = order.table,
                                                          .vault = parts_.config.vault,
                                                          .recovery_point_arn = order.arn,
                                                          .role_arn = role});
    }
    case Action::kBackUp: return runbooks::plan_create_backup(here, {.table = order.table});
    case Action::kNewFromBackup:
      return runbooks::plan_restore_backup(here, parts_.runs,
                                           {.backup_arn = order.arn, .target = order.table});
    case Action::kNewFromPoint: {
      TM_TRY(const std::string role, role_arn());
      return runbooks::plan_restore_point(here, {.vault = parts_.config.vault,
                                                 .recovery_point_arn = order.arn,
                                                 .role_arn = role,
                                                 .target = order.table});
    }
    case Action::kDelete: return runbooks::plan_delete_table(here, order.table);
    case Action::kKeepHistory:
      return runbooks::plan_protect(here, {.table = order.table,
                                           .recovery = true,
                                           .days = order.period_days,
                                           .against_deletion = false});
    case Action::kProtect: break;
  }
  return runbooks::plan_protect(
      here, {.table = order.table, .recovery = false, .against_deletion = true});
}

Result<std::string> OperatorDesk::role_arn() {
  if (parts_.config.role.empty()) {
    return fail(Code::kInvalid,
                "AWS Backup restores by a role, and none is configured: add `role: "
                "NAME` to tidemark.yaml");
  }
  return runbooks::arn_of_role(parts_.session, parts_.config.role);
}

Result<RunReport> OperatorDesk::carry_out(const Plan& plan, Watcher watcher) {
  return watched(watcher,
                 [&](runbooks::Conductor& conductor) { return conductor.carry_out(plan); });
}

Result<RunReport> OperatorDesk::resume(std::string_view run, Watcher watcher) {
  return watched(watcher, [&](runbooks::Conductor& conductor) { return conductor.resume(run); });
}

Result<RunReport> OperatorDesk::undo(std::string_view run, Watcher watcher) {
  return watched(watcher, [&](runbooks::Conductor& conductor) { return conductor.undo(run); });
}

Result<std::vector<RunSummary>> OperatorDesk::runs() {
  return parts_.runs.list();
}

std::optional<microseconds> OperatorDesk::usual(Action action) {
  const auto runs = parts_.runs.list();
  if (!runs) return std::nullopt;
  std::vector<microseconds> took;
  for (const RunSummary& run : runs.value()) {
    if (run.plan.kind != kind_of(action)) continue;
    if (run.progress.state != runbooks::RunState::kFinished) continue;
    microseconds sum{0};
    for (const auto& [step, span] : run.progress.ended) sum += span;
    took.push_back(sum);
  }
  if (took.empty()) return std::nullopt;
  const auto middle = took.begin() + static_cast<std::ptrdiff_t>(took.size() / 2);
  std::ranges::nth_element(took, middle);
  return *middle;
}

Result<std::optional<Plan>> OperatorDesk::clean_up(std::string_view run) {
  TM_TRY(const RunSummary summary, parts_.runs.show(run));
  // The backup made before a table was deleted is the only one there is of it.
  if (summary.plan.kind == runbooks::kDeleteTable || runbooks::leftovers_of(summary).empty()) {
    return std::optional<Plan>();
  }
  Result<Plan> plan = runbooks::plan_cleanup(site(), parts_.runs, run);
  if (!plan && plan.error().code == Code::kNotFound) return std::optional<Plan>();
  if (!plan) return std::move(plan).error();
  return std::optional(std::move(plan).value());
}

runbooks::Site OperatorDesk::site() const {
  runbooks::Site site{.session = parts_.session,
                      .extras = parts_.extras,
                      .clock = parts_.clock,
                      .random = parts_.random,
                      .pause = parts_.pause,
                      .expected_account = parts_.config.account,
                      .version = parts_.version};
  if (parts_.config.timeout_given) {
    site.patience = parts_.config.timeout.value_or(std::chrono::seconds(0));
  }
  return site;
}

Result<RunReport> OperatorDesk::watched(const Watcher& watcher, const Deed& deed) {
  std::stop_source stop;
  runbooks::Site site = this->site();
  site.stop = stop.get_token();
  site.pause = [&](milliseconds wait) {
    while (wait > milliseconds(0) && !stop.stop_requested()) {
      const milliseconds slice = std::min(wait, kSlice);
      parts_.pause(slice);
      wait -= slice;
      if (!stop.stop_requested() && !watcher.go_on()) stop.request_stop();
    }
  };
  runbooks::Conductor conductor(site, parts_.runs, [&](const runbooks::RunEvent& event) {
    watcher.watch(event);
    if (!stop.stop_requested() && !watcher.go_on()) stop.request_stop();
  });
  return deed(conductor);
}

}  // namespace tidemark::console
