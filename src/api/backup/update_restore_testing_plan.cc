#include "api/backup/errors.h"
#include "api/backup/operations.h"
#include "api/backup/restore_testing_members.h"
#include "api/backup/vault_members.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine& engine) {
  const std::string& name = request.in_path("RestoreTestingPlanName");
  {
    Fields fields(request.body);
    Fields given = fields.required_object("RestoreTestingPlan");
    vault::RestoreTestingPlan scratch;
    read_testing_plan(given, scratch);
    if (auto refusal = fields.refusal()) return *std::move(refusal);
  }
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  const Timestamp now = engine.clock.now();
  const auto answer = vault::update_testing_plan(
      rows, request.call.account, name, [&](vault::RestoreTestingPlan& plan) {
        Fields fields(request.body);
        Fields given = fields.required_object("RestoreTestingPlan");
        read_testing_plan(given, plan);
        plan.updated_at = now;
      });
  if (!answer) return backup_error(answer.error());
  if (std::holds_alternative<vault::TestingPlanMissing>(answer.value())) {
    return testing_plan_missing(name);
  }
  if (const auto* problem = std::get_if<vault::TestingProblem>(&answer.value())) {
    return invalid_value(problem->text);
  }
  const auto& plan = std::get<vault::RestoreTestingPlan>(answer.value());
  codec::JsonWriter out;
  out.begin_object();
  write_testing_plan_name(out, plan);
  out.key("CreationTime").epoch_seconds(plan.created_at);
  out.key("UpdateTime").epoch_seconds(now).end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kUpdateRestoreTestingPlan{
    .name = "UpdateRestoreTestingPlan",
    .method = "PUT",
    .path = "/restore-testing/plans/{RestoreTestingPlanName}",
    .honoured = "RestoreTestingPlanName RestoreTestingPlan",
    .handle = handle};

}  // namespace tidemark::api
