#include "vault/backup_job.h"

#include "vault/row_fields.h"

#include <array>

namespace tidemark::vault {
namespace {

using codec::RowReader;
using codec::RowWriter;

constexpr std::uint8_t kFormat = 1;

constexpr std::array<std::string_view, 8> kStates = {"CREATED", "PENDING",   "RUNNING", "ABORTING",
                                                     "ABORTED", "COMPLETED", "FAILED",  "EXPIRED"};

}  // namespace

std::string_view name_of(BackupState state) {
  return kStates[static_cast<std::size_t>(state)];
}

bool is_over(BackupState state) {
  return state >= BackupState::kAborted;
}

std::string backup_job_key(std::string_view account, std::string_view id) {
  return key_of(account, id);
}

std::string BackupJob::key() const {
  return backup_job_key(vault.account, id);
}

std::string BackupJob::encode() const {
  RowWriter out;
  out.byte(kFormat);
  out.text(id);
  write_vault_name(out, vault);
  out.text(resource_arn);
  out.text(resource_kind);
  out.text(resource_name);
  out.text(point_arn);
  out.instant(created_at);
  out.optional(started_at, write_instant);
  out.optional(completed_at, write_instant);
  out.instant(start_by);
  out.instant(complete_by);
  out.byte(static_cast<std::uint8_t>(state));
  out.text(message);
  out.text(message_category);
  out.varint(permille_done);
  out.varint(static_cast<std::uint64_t>(bytes));
  out.varint(static_cast<std::uint64_t>(bytes_transferred));
  out.text(iam_role_arn);
  out.optional(created_by, write_created_by);
  out.optional(lifecycle, write_lifecycle);
  write_texts(out, point_tags);
  out.list(copies, write_copy_action);
  write_texts(out, options);
  out.flag(classic);
  return out.take();
}

Result<BackupJob> BackupJob::decode(std::string_view bytes_read) {
  RowReader in(bytes_read, "a backup job's row");
  if (in.byte() != kFormat) in.fail_with("has a version that we do not know");
  BackupJob job;
  job.id = in.text();
  job.vault = read_vault_name(in);
  job.resource_arn = in.text();
  job.resource_kind = in.text();
  job.resource_name = in.text();
  job.point_arn = in.text();
  job.created_at = in.instant();
  job.started_at = in.optional(read_instant);
  job.completed_at = in.optional(read_instant);
  job.start_by = in.instant();
  job.complete_by = in.instant();
  job.state = static_cast<BackupState>(in.byte(kStates.size() - 1));
  job.message = in.text();
  job.message_category = in.text();
  job.permille_done = static_cast<std::uint32_t>(in.varint());
  job.bytes = static_cast<std::int64_t>(in.varint());
  job.bytes_transferred = static_cast<std::int64_t>(in.varint());
  job.iam_role_arn = in.text();
  job.created_by = in.optional(read_created_by);
  job.lifecycle = in.optional(read_lifecycle);
  job.point_tags = read_texts(in);
  job.copies = in.list(read_copy_action);
  job.options = read_texts(in);
  job.classic = in.flag();
  TM_TRY_STATUS(in.status());
  return job;
}

}  // namespace tidemark::vault
