#include "api/backup/errors.h"
#include "api/backup/operations.h"
#include "api/backup/plan_members.h"
#include "api/backup/vault_members.h"
#include "api/services.h"
#include "services/identity/service_role.h"
#include "vault/selection_check.h"

namespace tidemark::api {
namespace {

Parsed<vault::SelectionDocument> selection_of(Fields& body, const Call& call) {
  Fields selection = body.required_object("BackupSelection");
  vault::SelectionDocument document = selection_members(selection);
  if (auto refusal = body.refusal()) return *std::move(refusal);
  const auto problem = vault::problem_with(document, call.account, call.region);
  if (!problem) return document;
  if (const auto* missing = std::get_if<vault::MissingInSelection>(&*problem)) {
    return backup_error("MissingParameterValueException", missing->why, "ERROR_4301");
  }
  return invalid_value(std::get<vault::WrongInSelection>(*problem).why);
}

// AWS says the same of a role that is not there and of one that does not trust AWS Backup.
std::optional<Reply> role_refusal(const Engine& engine, const std::string& role,
                                  const std::string& account) {
  services::Identity* const identity = engine.services->identity;
  if (identity == nullptr) return std::nullopt;
  const auto check = services::check_role_trust(*identity, role, account);
  if (std::holds_alternative<services::RoleUsable>(check)) return std::nullopt;
  return invalid_value(fmt::format("IAM Role {} cannot be assumed by AWS Backup", role));
}

Reply handle(const BackupRequest& request, Engine& engine) {
  Fields body(request.body);
  vault::SelectionRequest wanted;
  wanted.account = request.call.account;
  wanted.plan_id = request.in_path("backupPlanId");
  wanted.now = engine.clock.now();
  wanted.creator_request_id = creator_request_id(body);
  TM_OR_REPLY(wanted.document, selection_of(body, request.call));
  if (auto refusal = role_refusal(engine, wanted.document.iam_role_arn, wanted.account)) {
    return *std::move(refusal);
  }
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  const auto answer = vault::create_selection(rows, wanted, engine.random);
  if (!answer) return backup_error(answer.error());
  if (std::holds_alternative<vault::PlanMissing>(answer.value())) {
    return plan_of_selection_missing(wanted.plan_id);
  }
  if (const auto* quota = std::get_if<vault::QuotaReached>(&answer.value())) {
    return quota_reached(*quota);
  }
  if (std::holds_alternative<vault::SelectionExists>(answer.value())) {
    return backup_error("AlreadyExistsException",
                        "Backup selection with the same document already exists");
  }
  const auto& selection = std::get<vault::BackupSelection>(answer.value());
  codec::JsonWriter out;
  out.begin_object();
  out.key("SelectionId").string(selection.id);
  out.key("BackupPlanId").string(selection.plan_id);
  out.key("CreationDate").epoch_seconds(selection.created_at);
  out.end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kCreateBackupSelection{
    .name = "CreateBackupSelection",
    .method = "PUT",
    .path = "/backup/plans/{backupPlanId}/selections",
    .honoured = "backupPlanId BackupSelection CreatorRequestId",
    .handle = handle};

}  // namespace tidemark::api
