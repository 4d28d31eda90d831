#include "api/backup/errors.h"
#include "api/backup/legal_hold_members.h"
#include "api/backup/operations.h"
#include "api/backup/vault_members.h"

#include <charconv>

namespace tidemark::api {
namespace {

constexpr std::int64_t kMaxRetainDays = 36'500;

Parsed<std::optional<std::chrono::days>> retain_record(const BackupRequest& request) {
  const std::string* const text = request.in_query("retainRecordInDays");
  if (text == nullptr) return std::optional<std::chrono::days>();
  std::int64_t days = -1;
  const char* const end = text->data() + text->size();
  const auto read = std::from_chars(text->data(), end, days);
  if (read.ec != std::errc() || read.ptr != end || days < 0 || days > kMaxRetainDays) {
    return invalid_value(fmt::format(
        "retainRecordInDays must be a whole number from 0 to {}, not {}", kMaxRetainDays, *text));
  }
  return std::optional(std::chrono::days(days));
}

Reply handle(const BackupRequest& request, Engine& engine) {
  const std::string& id = request.in_path("legalHoldId");
  const std::string* const why = request.in_query("cancelDescription");
  if (why == nullptr || why->empty()) {
    return missing_value("Missing required parameter: cancelDescription");
  }
  TM_OR_REPLY(const auto retain, retain_record(request));
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  const auto answer = vault::cancel_hold(rows, request.call.account, id, *why, retain);
  if (!answer) return backup_error(answer.error());
  if (std::holds_alternative<vault::HoldMissing>(answer.value())) return hold_missing(id);
  if (std::holds_alternative<vault::HoldAlreadyCancelled>(answer.value())) {
    return backup_error("InvalidResourceStateException",
                        fmt::format("Legal hold {} is cancelled already", id));
  }
  return backup_done();
}

}  // namespace

const BackupOperation kCancelLegalHold{
    .name = "CancelLegalHold",
    .method = "DELETE",
    .path = "/legal-holds/{legalHoldId}",
    .honoured = "legalHoldId cancelDescription retainRecordInDays",
    .status = 201,
    .handle = handle};

}  // namespace tidemark::api
