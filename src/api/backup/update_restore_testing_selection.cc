#include "api/backup/errors.h"
#include "api/backup/operations.h"
#include "api/backup/restore_testing_members.h"
#include "api/backup/vault_members.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine& engine) {
  const std::string& plan = request.in_path("RestoreTestingPlanName");
  const std::string& name = request.in_path("RestoreTestingSelectionName");
  {
    Fields fields(request.body);
    Fields given = fields.required_object("RestoreTestingSelection");
    vault::RestoreTestingSelection scratch;
    read_testing_selection(given, scratch);
    if (auto refusal = fields.refusal()) return *std::move(refusal);
  }
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  const Timestamp now = engine.clock.now();
  const auto answer = vault::update_testing_selection(
      rows, request.call.account, plan, name, [&](vault::RestoreTestingSelection& selection) {
        Fields fields(request.body);
        Fields given = fields.required_object("RestoreTestingSelection");
        read_testing_selection(given, selection);
        selection.updated_at = now;
      });
  if (!answer) return backup_error(answer.error());
  if (std::holds_alternative<vault::TestingPlanMissing>(answer.value())) {
    return testing_plan_missing(plan);
  }
  if (std::holds_alternative<vault::TestingSelectionMissing>(answer.value())) {
    return testing_selection_missing(plan, name);
  }
  if (const auto* problem = std::get_if<vault::TestingProblem>(&answer.value())) {
    return invalid_value(problem->text);
  }
  const auto& [owner, changed] =
      std::get<std::pair<vault::RestoreTestingPlan, vault::RestoreTestingSelection>>(
          answer.value());
  return testing_selection_reply(owner, changed);
}

}  // namespace

const BackupOperation kUpdateRestoreTestingSelection{
    .name = "UpdateRestoreTestingSelection",
    .method = "PUT",
    .path =
        "/restore-testing/plans/{RestoreTestingPlanName}/selections/{RestoreTestingSelectionName}",
    .honoured = "RestoreTestingPlanName RestoreTestingSelectionName",
    .partly = "RestoreTestingSelection",
    .handle = handle};

}  // namespace tidemark::api
