#include "api/backup/errors.h"
#include "api/backup/legal_hold_members.h"
#include "api/backup/operations.h"
#include "api/backup/vault_members.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine& engine) {
  Fields fields(request.body);
  vault::LegalHold hold{.account = request.call.account,
                        .region = request.call.region,
                        .id = engine.random.uuid(),
                        .title = fields.required_text("Title"),
                        .description = fields.required_text("Description"),
                        .idempotency_token = fields.text("IdempotencyToken"),
                        .created_at = engine.clock.now(),
                        .selection = hold_selection(fields),
                        .cancelled = {}};
  const auto tags = fields.text_map("Tags").value_or(vault::Tags());
  if (auto refusal = fields.refusal()) return *std::move(refusal);
  if (const auto problem = vault::tags_problem(tags)) return invalid_value(*problem);
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  const auto answer = vault::place_hold(rows, hold, tags);
  if (!answer) return backup_error(answer.error());
  if (std::holds_alternative<vault::TooManyHolds>(answer.value())) {
    return backup_error("LimitExceededException",
                        fmt::format("There are {} active legal holds already, as many as there may "
                                    "be in an account and region",
                                    vault::kMaxLegalHolds));
  }
  codec::JsonWriter out;
  out.begin_object();
  write_hold(out, std::get<vault::LegalHold>(answer.value()));
  write_hold_selection(out, std::get<vault::LegalHold>(answer.value()).selection);
  out.end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kCreateLegalHold{
    .name = "CreateLegalHold",
    .method = "POST",
    .path = "/legal-holds",
    .honoured = "Title Description IdempotencyToken RecoveryPointSelection Tags",
    .handle = handle};

}  // namespace tidemark::api
