// The runbook that deletes a table, after a backup of it and of its settings.
//
//   TM_TRY(const Plan plan, plan_delete_table(site, "Orders"));
//
// Undone, the table is restored from that backup and its settings are put back.
//
// Threads   As the site's.
// Errors    kNotFound  no such table;  kInvalid  its backup's name would be too long
#pragma once

#include "operator/plan.h"
#include "operator/site.h"
#include "operator/step.h"

#include <string>
#include <vector>

namespace tidemark::runbooks {

inline constexpr const char* kDeleteTable = "delete-table";

Result<Plan> plan_delete_table(const Site& site, const std::string& table);

std::vector<Step> delete_table_steps(const Plan& plan);

}  // namespace tidemark::runbooks
