#include "vault/copy_job.h"

#include "vault/row_fields.h"

#include <array>

namespace tidemark::vault {
namespace {

using codec::RowReader;
using codec::RowWriter;

constexpr std::uint8_t kFormat = 1;

constexpr std::array<std::string_view, 4> kStates = {"CREATED", "RUNNING", "COMPLETED", "FAILED"};

}  // namespace

std::string_view name_of(CopyState state) {
  return kStates[static_cast<std::size_t>(state)];
}

bool is_over(CopyState state) {
  return state >= CopyState::kCompleted;
}

std::string copy_job_key(std::string_view account, std::string_view id) {
  return key_of(account, id);
}

std::string CopyJob::key() const {
  return copy_job_key(source.account, id);
}

std::string CopyJob::encode() const {
  RowWriter out;
  out.byte(kFormat);
  out.text(id);
  write_vault_name(out, source);
  out.text(source_point_arn);
  write_vault_name(out, destination);
  out.text(destination_point_arn);
  out.text(resource_arn);
  out.text(resource_name);
  out.instant(created_at);
  out.optional(completed_at, write_instant);
  out.byte(static_cast<std::uint8_t>(state));
  out.text(message);
  out.text(message_category);
  out.varint(static_cast<std::uint64_t>(bytes));
  out.text(iam_role_arn);
  out.optional(created_by, write_created_by);
  out.optional(backup_job_id, write_text);
  out.optional(lifecycle, write_lifecycle);
  return out.take();
}

Result<CopyJob> CopyJob::decode(std::string_view bytes_read) {
  RowReader in(bytes_read, "a copy job's row");
  if (in.byte() != kFormat) in.fail_with("has a version that we do not know");
  CopyJob job;
  job.id = in.text();
  job.source = read_vault_name(in);
  job.source_point_arn = in.text();
  job.destination = read_vault_name(in);
  job.destination_point_arn = in.text();
  job.resource_arn = in.text();
  job.resource_name = in.text();
  job.created_at = in.instant();
  job.completed_at = in.optional(read_instant);
  job.state = static_cast<CopyState>(in.byte(kStates.size() - 1));
  job.message = in.text();
  job.message_category = in.text();
  job.bytes = static_cast<std::int64_t>(in.varint());
  job.iam_role_arn = in.text();
  job.created_by = in.optional(read_created_by);
  job.backup_job_id = in.optional(read_text);
  job.lifecycle = in.optional(read_lifecycle);
  TM_TRY_STATUS(in.status());
  return job;
}

}  // namespace tidemark::vault
