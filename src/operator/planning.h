// What every maker of a plan begins with: where this is, and whether names and instants will do.
//
//   TM_TRY(Plan plan, new_plan(site, kRestoreInPlace, "Orders"));
//   TM_TRY_STATUS(check_restorable(site, "Orders", at));
//
// Reads AWS and changes nothing.
//
// Threads   As the site's.
// Errors    Those of the calls, and what each says.
#pragma once

#include "client/dynamodb.h"
#include "operator/cost_estimate.h"
#include "operator/plan.h"
#include "operator/site.h"

#include <string>
#include <string_view>

namespace tidemark::runbooks {

// AWS's longest name of a table or a backup.
inline constexpr std::size_t kLongestName = 255;

// Errors: kNotFound  there is no such table
Result<Plan> new_plan(const Site& site, std::string_view kind, const std::string& table);

// As new_plan, for a table that need not be there.
Result<Plan> new_plan_without_table(const Site& site, std::string_view kind,
                                    const std::string& table);

// "Nov-21-2026-14-03-27", in UTC: what names of copies end in.
std::string copy_stamp(Timestamp at);

// Errors: kInvalid  not 3 to 255 of a-z, A-Z, 0-9, '_', '.', '-'
Status check_name(std::string_view what, std::string_view name);

// Errors: as check_name; kConflict  there is a table of that name
Status check_free_name(const Site& site, const std::string& table);

// What AWS would charge, as one sentence of a plan; `what` names what is paid for.
std::string cost_sentence(std::string_view what, const CostEstimate& estimate);

// Errors: kConflict  PITR is off: there is nothing to go back to
//         kInvalid   the instant lies outside the window, or between two seconds; tells the window
Result<client::Window> check_restorable(const Site& site, const std::string& table, Timestamp at);

}  // namespace tidemark::runbooks
