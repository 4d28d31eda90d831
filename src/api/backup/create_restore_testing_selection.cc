#include "api/backup/errors.h"
#include "api/backup/operations.h"
#include "api/backup/restore_testing_members.h"
#include "api/backup/vault_members.h"
#include "vault/restore_testing_check.h"

namespace tidemark::api {
namespace {

vault::RestoreTestingSelection read(const BackupRequest& request, Fields& fields, Engine& engine) {
  vault::RestoreTestingSelection selection;
  selection.account = request.call.account;
  selection.plan_name = request.in_path("RestoreTestingPlanName");
  selection.created_at = engine.clock.now();
  selection.creator_request_id = fields.text("CreatorRequestId");
  Fields given = fields.required_object("RestoreTestingSelection");
  selection.name = given.required_text("RestoreTestingSelectionName");
  selection.resource_type = given.required_text("ProtectedResourceType");
  selection.iam_role_arn = given.required_text("IamRoleArn");
  read_testing_selection(given, selection);
  return selection;
}

Reply handle(const BackupRequest& request, Engine& engine) {
  Fields fields(request.body);
  const vault::RestoreTestingSelection selection = read(request, fields, engine);
  if (auto refusal = fields.refusal()) return *std::move(refusal);
  if (const auto problem = vault::problem_with(selection)) return invalid_value(*problem);
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  const auto answer = vault::create_testing_selection(rows, selection);
  if (!answer) return backup_error(answer.error());
  if (std::holds_alternative<vault::TestingPlanMissing>(answer.value())) {
    return testing_plan_missing(selection.plan_name);
  }
  if (std::holds_alternative<vault::TestingSelectionExists>(answer.value())) {
    return backup_error("AlreadyExistsException",
                        fmt::format("Restore testing plan {} has a selection {} already",
                                    selection.plan_name, selection.name));
  }
  if (std::holds_alternative<vault::TooManyTestingSelections>(answer.value())) {
    return backup_error("LimitExceededException",
                        fmt::format("Restore testing plan {} has {} selections already, as many as "
                                    "a plan may have",
                                    selection.plan_name, vault::kMaxTestingSelections));
  }
  const auto& [plan, made] =
      std::get<std::pair<vault::RestoreTestingPlan, vault::RestoreTestingSelection>>(
          answer.value());
  return testing_selection_reply(plan, made);
}

}  // namespace

const BackupOperation kCreateRestoreTestingSelection{
    .name = "CreateRestoreTestingSelection",
    .method = "PUT",
    .path = "/restore-testing/plans/{RestoreTestingPlanName}/selections",
    .honoured = "RestoreTestingPlanName CreatorRequestId",
    .partly = "RestoreTestingSelection",
    .status = 201,
    .handle = handle};

}  // namespace tidemark::api
