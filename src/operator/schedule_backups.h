// The runbook that has AWS Backup back a table up on a schedule: a plan with one rule, and a
// selection of that table.
//
//   TM_TRY(const Plan plan, plan_schedule(site, {.table = "Orders", .cron = "cron(0 5 * * ? *)",
//                                                .vault = "nightly", .role_arn = role, .keep_days =
//                                                30}));
//
// Undone, selection and plan are deleted; recovery points made meanwhile stay.
//
// Threads   As the site's.
// Errors    kNotFound  no such table or vault;  kInvalid  the schedule, days that AWS would refuse
#pragma once

#include "operator/plan.h"
#include "operator/site.h"
#include "operator/step.h"

#include <optional>
#include <string>
#include <vector>

namespace tidemark::runbooks {

inline constexpr const char* kSchedule = "schedule-backups";

struct ScheduleBackups {
  std::string table;
  std::string cron;  // AWS's dialect: "cron(0 5 * * ? *)", or its six fields alone
  std::string vault;
  std::string role_arn;
  std::optional<int> keep_days{};  // unset: for ever
  std::optional<int> cold_after_days{};
  std::string time_zone{};  // empty: UTC
};

Result<Plan> plan_schedule(const Site& site, const ScheduleBackups& request);

std::vector<Step> schedule_steps(const Plan& plan);

}  // namespace tidemark::runbooks
