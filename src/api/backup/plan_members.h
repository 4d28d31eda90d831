// Backup plans and selections as AWS Backup's requests and answers have them, and the answers about
// them that several operations give.
#pragma once

#include "api/backup/fields.h"
#include "api/backup/operation.h"
#include "api/parsed.h"
#include "vault/backup_plan.h"
#include "vault/backup_selection.h"
#include "vault/plans.h"

#include <optional>
#include <string>

namespace tidemark::api {

// The members of a BackupPlan; what is no plan is remembered among the fields' problems.
vault::PlanDocument plan_members(Fields& plan);
// The BackupPlan of a request body, checked.
Parsed<vault::PlanDocument> plan_of(Fields& body);

// The object itself: {"BackupPlanName":…}. Rules with their ids if they have any.
void write_plan_document(codec::JsonWriter& out, const vault::PlanDocument& document);
void write_advanced_settings(codec::JsonWriter& out, const vault::PlanDocument& document);

// What Create, Update and Delete answer begins with: BackupPlanId, BackupPlanArn, VersionId.
void write_plan_name(codec::JsonWriter& out, const vault::BackupPlan& plan);

// Members of a BackupPlansListMember, for one version of the plan.
void write_plan_summary(codec::JsonWriter& out, const vault::BackupPlan& plan,
                        const vault::PlanVersion& version);

// The members of a BackupSelection; likewise.
vault::SelectionDocument selection_members(Fields& selection);
void write_selection_document(codec::JsonWriter& out, const vault::SelectionDocument& document);

// 1 to 50 letters, digits, '-', '_' and '.', or none.
std::optional<std::string> creator_request_id(Fields& body);

// The plan in the path, which may be deleted.
Parsed<vault::BackupPlan> plan_in_path(const BackupRequest& request, const vault::Rows& rows);

// A ResourceNotFoundException where the plan itself is asked for; operations on selections answer
// InvalidParameterValueException (seen by terraform-provider-aws and steampipe).
Reply plan_missing(const std::string& id);
Reply plan_of_selection_missing(const std::string& id);
Reply selection_missing(const std::string& id);
Reply quota_reached(const vault::QuotaReached& quota);

}  // namespace tidemark::api
