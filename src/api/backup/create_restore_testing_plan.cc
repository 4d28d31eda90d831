#include "api/backup/errors.h"
#include "api/backup/operations.h"
#include "api/backup/restore_testing_members.h"
#include "api/backup/vault_members.h"
#include "vault/backup_plan.h"
#include "vault/restore_testing_check.h"

namespace tidemark::api {
namespace {

vault::RestoreTestingPlan read(const BackupRequest& request, Fields& fields, Engine& engine) {
  vault::RestoreTestingPlan plan;
  plan.account = request.call.account;
  plan.region = request.call.region;
  plan.id = engine.random.uuid();
  plan.created_at = engine.clock.now();
  plan.creator_request_id = fields.text("CreatorRequestId");
  plan.schedule = vault::kDefaultSchedule;
  plan.timezone = vault::kDefaultTimezone;
  Fields given = fields.required_object("RestoreTestingPlan");
  plan.name = given.required_text("RestoreTestingPlanName");
  if (!given.has("ScheduleExpression")) given.missing("ScheduleExpression");
  if (!given.has("RecoveryPointSelection")) given.missing("RecoveryPointSelection");
  read_testing_plan(given, plan);
  return plan;
}

Reply handle(const BackupRequest& request, Engine& engine) {
  Fields fields(request.body);
  const vault::RestoreTestingPlan plan = read(request, fields, engine);
  const auto tags = fields.text_map("Tags").value_or(vault::Tags());
  if (auto refusal = fields.refusal()) return *std::move(refusal);
  if (const auto problem = vault::problem_with(plan)) return invalid_value(*problem);
  if (const auto problem = vault::tags_problem(tags)) return invalid_value(*problem);
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  const auto answer = vault::create_testing_plan(rows, plan, tags);
  if (!answer) return backup_error(answer.error());
  if (std::holds_alternative<vault::TestingPlanExists>(answer.value())) {
    return backup_error("AlreadyExistsException",
                        fmt::format("Restore testing plan {} exists already", plan.name));
  }
  if (std::holds_alternative<vault::TooManyTestingPlans>(answer.value())) {
    return backup_error("LimitExceededException",
                        fmt::format("There are {} restore testing plans already, as many as there "
                                    "may be in an account and region",
                                    vault::kMaxTestingPlans));
  }
  const auto& made = std::get<vault::RestoreTestingPlan>(answer.value());
  codec::JsonWriter out;
  out.begin_object();
  write_testing_plan_name(out, made);
  out.key("CreationTime").epoch_seconds(made.created_at).end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kCreateRestoreTestingPlan{
    .name = "CreateRestoreTestingPlan",
    .method = "PUT",
    .path = "/restore-testing/plans",
    .honoured = "CreatorRequestId RestoreTestingPlan Tags",
    .status = 201,
    .handle = handle};

}  // namespace tidemark::api
