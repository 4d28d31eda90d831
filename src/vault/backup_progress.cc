#include "vault/backup_progress.h"

#include "codec/varint.h"
#include "tables/catalog.h"
#include "vault/row_fields.h"

namespace tidemark::vault {
namespace {

using codec::RowReader;
using codec::RowWriter;

constexpr std::uint8_t kFormat = 1;

std::string number_text(std::uint64_t number) {
  std::string bytes;
  codec::append_big_endian(bytes, number);
  return bytes;
}

}  // namespace

std::string pin_of(const BackupProgress& progress) {
  return "vault backup:" + progress.job_id;
}

std::string work_of_backup(std::string_view job_id) {
  return fmt::format("{}:{}", kBackupJob, job_id);
}

storage::JobRow work_row(const BackupProgress& progress, Timestamp due_at) {
  storage::JobRow row;
  row.id = work_of_backup(progress.job_id);
  row.kind = kBackupJob;
  row.due_at = due_at;
  row.state = encode(progress);
  return row;
}

std::string encode(const BackupProgress& progress) {
  RowWriter out;
  out.byte(kFormat);
  out.text(progress.account);
  out.text(progress.job_id);
  out.text(progress.point_id);
  out.optional(progress.table, [](RowWriter& to, const tables::TableDescription& table) {
    to.text(tables::encode(table));
  });
  out.instant(progress.at);
  out.byte(static_cast<std::uint8_t>(progress.phase));
  out.text(progress.key_id);
  out.text(progress.upon);
  out.flag(progress.new_base);
  out.text(encode(progress.run));
  out.text(encode(progress.merged));
  out.byte(static_cast<std::uint8_t>(progress.ends_as));
  out.text(progress.ends_with);
  out.text(progress.ends_in);
  return out.take();
}

Result<BackupProgress> decode_backup_progress(std::string_view bytes) {
  RowReader in(bytes, "a backup job's progress");
  if (in.byte() != kFormat) in.fail_with("has a version that we do not know");
  BackupProgress progress;
  progress.account = in.text();
  progress.job_id = in.text();
  progress.point_id = in.text();
  const auto table = in.optional(read_text);
  progress.at = in.instant();
  progress.phase = static_cast<BackupPhase>(in.byte(5));
  progress.key_id = in.text();
  progress.upon = in.text();
  progress.new_base = in.flag();
  const std::string run = in.text();
  const std::string merged = in.text();
  progress.ends_as = static_cast<BackupState>(in.byte(7));
  progress.ends_with = in.text();
  progress.ends_in = in.text();
  TM_TRY_STATUS(in.status());
  if (table) {
    TM_TRY(progress.table, tables::decode_table(*table));
  }
  TM_TRY(progress.run, decode_run_progress(run));
  TM_TRY(progress.merged, decode_run_progress(merged));
  return progress;
}

std::string WrittenSegment::key() const {
  return key_of(job_id, writer, number_text(segment.number));
}

std::string WrittenSegment::encode() const {
  RowWriter out;
  out.byte(kFormat);
  out.text(job_id);
  out.text(writer);
  out.text(vault::encode(segment));
  return out.take();
}

Result<WrittenSegment> WrittenSegment::decode(std::string_view bytes) {
  RowReader in(bytes, "a written segment's row");
  if (in.byte() != kFormat) in.fail_with("has a version that we do not know");
  WrittenSegment written;
  written.job_id = in.text();
  written.writer = in.text();
  const std::string segment = in.text();
  TM_TRY_STATUS(in.status());
  TM_TRY(written.segment, decode_segment_info(segment));
  return written;
}

}  // namespace tidemark::vault
