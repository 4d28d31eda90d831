// Restore testing plans and selections as AWS Backup takes and shows them.
#pragma once

#include "api/backup/fields.h"
#include "api/backup/operation.h"
#include "api/parsed.h"
#include "vault/restore_testing_plans.h"

#include <string>

namespace tidemark::api {

// Members of a plan that both creation and update have; what is absent stays as it is.
void read_testing_plan(Fields& fields, vault::RestoreTestingPlan& plan);
// Likewise of a selection.
void read_testing_selection(Fields& fields, vault::RestoreTestingSelection& selection);

// Members of RestoreTestingPlanForList; with `whole` also those of RestoreTestingPlanForGet.
void write_testing_plan(codec::JsonWriter& out, const vault::RestoreTestingPlan& plan, bool whole);
void write_testing_selection(codec::JsonWriter& out,
                             const vault::RestoreTestingSelection& selection, bool whole);

// RestoreTestingPlanArn and RestoreTestingPlanName.
void write_testing_plan_name(codec::JsonWriter& out, const vault::RestoreTestingPlan& plan);

Reply testing_plan_missing(const std::string& name);
Reply testing_selection_missing(const std::string& plan, const std::string& name);

// The plan that the path names.
Parsed<vault::RestoreTestingPlan> testing_plan_in_path(const BackupRequest& request,
                                                       const vault::Rows& rows);

// What an update answers, of plans and of selections alike.
Reply testing_selection_reply(const vault::RestoreTestingPlan& plan,
                              const vault::RestoreTestingSelection& selection);

}  // namespace tidemark::api
