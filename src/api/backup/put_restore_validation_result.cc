#include "api/backup/errors.h"
#include "api/backup/fields.h"
#include "api/backup/operations.h"
#include "api/backup/vault_members.h"
#include "vault/restore_test.h"

#include <algorithm>
#include <array>

namespace tidemark::api {
namespace {

constexpr std::array<std::string_view, 4> kStatuses = {"FAILED", "SUCCESSFUL", "TIMED_OUT",
                                                       "VALIDATING"};

Reply handle(const BackupRequest& request, Engine& engine) {
  const std::string& id = request.in_path("restoreJobId");
  Fields fields(request.body);
  const std::string status = fields.required_text("ValidationStatus");
  const std::string message = fields.text("ValidationStatusMessage").value_or("");
  if (auto refusal = fields.refusal()) return *std::move(refusal);
  if (std::ranges::find(kStatuses, status) == kStatuses.end()) {
    return invalid_value(fmt::format("ValidationStatus must be one of {}, not {}",
                                     fmt::join(kStatuses, ", "), status));
  }
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  const auto answer = vault::put_validation_result(rows, request.call.account, id, status, message);
  if (!answer) return backup_error(answer.error());
  if (std::holds_alternative<vault::RestoreJobMissing>(answer.value())) {
    return backup_not_found(fmt::format("Restore job {} was not found", id));
  }
  if (std::holds_alternative<vault::NoRestoreTest>(answer.value())) {
    return invalid_request(
        fmt::format("Restore job {} was not started by a restore testing plan", id));
  }
  if (const auto* not_now = std::get_if<vault::NotValidating>(&answer.value())) {
    return invalid_request(fmt::format("Restore job {} cannot be validated: {}", id, not_now->why));
  }
  return backup_done();
}

}  // namespace

const BackupOperation kPutRestoreValidationResult{
    .name = "PutRestoreValidationResult",
    .method = "PUT",
    .path = "/restore-jobs/{restoreJobId}/validations",
    .honoured = "restoreJobId ValidationStatus ValidationStatusMessage",
    .status = 204,
    .handle = handle};

}  // namespace tidemark::api
