#include "vault/restore_job.h"

#include "vault/row_fields.h"

#include <array>

namespace tidemark::vault {
namespace {

using codec::RowReader;
using codec::RowWriter;

constexpr std::uint8_t kFormat = 1;

constexpr std::array<std::string_view, 5> kStates = {"PENDING", "RUNNING", "COMPLETED", "ABORTED",
                                                     "FAILED"};

void write_test(RowWriter& out, const RestoreTest& test) {
  out.text(test.plan_arn);
  out.text(test.selection_name);
  out.text(test.validation_status);
  out.text(test.validation_message);
  out.text(test.deletion_status);
  out.text(test.deletion_message);
  out.optional(test.validate_until, write_instant);
}

RestoreTest read_test(RowReader& in) {
  RestoreTest test;
  test.plan_arn = in.text();
  test.selection_name = in.text();
  test.validation_status = in.text();
  test.validation_message = in.text();
  test.deletion_status = in.text();
  test.deletion_message = in.text();
  test.validate_until = in.optional(read_instant);
  return test;
}

}  // namespace

std::string_view name_of(RestoreState state) {
  return kStates[static_cast<std::size_t>(state)];
}

bool is_over(RestoreState state) {
  return state >= RestoreState::kCompleted;
}

std::string restore_job_key(std::string_view account, std::string_view id) {
  return key_of(account, id);
}

std::string RestoreJob::key() const {
  return restore_job_key(account, id);
}

std::string RestoreJob::encode() const {
  RowWriter out;
  out.byte(kFormat);
  out.text(id);
  out.text(account);
  out.text(region);
  out.text(point_arn);
  out.text(resource_arn);
  write_vault_name(out, vault);
  out.text(target_name);
  out.text(created_resource_arn);
  out.instant(created_at);
  out.optional(completed_at, write_instant);
  out.instant(point_created_at);
  out.byte(static_cast<std::uint8_t>(state));
  out.text(message);
  out.varint(permille_done);
  out.varint(static_cast<std::uint64_t>(bytes));
  out.text(iam_role_arn);
  write_texts(out, metadata);
  out.flag(copy_tags);
  out.optional(test, write_test);
  return out.take();
}

Result<RestoreJob> RestoreJob::decode(std::string_view bytes_read) {
  RowReader in(bytes_read, "a restore job's row");
  if (in.byte() != kFormat) in.fail_with("has a version that we do not know");
  RestoreJob job;
  job.id = in.text();
  job.account = in.text();
  job.region = in.text();
  job.point_arn = in.text();
  job.resource_arn = in.text();
  job.vault = read_vault_name(in);
  job.target_name = in.text();
  job.created_resource_arn = in.text();
  job.created_at = in.instant();
  job.completed_at = in.optional(read_instant);
  job.point_created_at = in.instant();
  job.state = static_cast<RestoreState>(in.byte(kStates.size() - 1));
  job.message = in.text();
  job.permille_done = static_cast<std::uint32_t>(in.varint());
  job.bytes = static_cast<std::int64_t>(in.varint());
  job.iam_role_arn = in.text();
  job.metadata = read_texts(in);
  job.copy_tags = in.flag();
  job.test = in.optional(read_test);
  TM_TRY_STATUS(in.status());
  return job;
}

}  // namespace tidemark::vault
