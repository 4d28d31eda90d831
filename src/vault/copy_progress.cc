#include "vault/copy_progress.h"

#include "vault/copy_start.h"
#include "vault/row_fields.h"

namespace tidemark::vault {

using codec::RowReader;
using codec::RowWriter;

std::string work_of_copy(std::string_view job_id) {
  return fmt::format("{}:{}", kCopyToVaultJob, job_id);
}

std::string encode(const CopyProgress& progress) {
  RowWriter out;
  out.byte(1);
  out.text(progress.account);
  out.text(progress.job_id);
  out.text(progress.point_id);
  out.byte(static_cast<std::uint8_t>(progress.phase));
  out.varint(progress.run);
  out.varint(progress.segment);
  out.text(progress.ends_with);
  return out.take();
}

Result<CopyProgress> decode_copy_progress(std::string_view bytes) {
  RowReader in(bytes, "a copy job's progress");
  if (in.byte() != 1) in.fail_with("has a version that we do not know");
  CopyProgress progress;
  progress.account = in.text();
  progress.job_id = in.text();
  progress.point_id = in.text();
  progress.phase = static_cast<CopyPhase>(in.byte(2));
  progress.run = in.varint();
  progress.segment = in.varint();
  progress.ends_with = in.text();
  TM_TRY_STATUS(in.status());
  return progress;
}

std::string CopyHold::key() const {
  return key_of(account, vault, job_id);
}

std::string CopyHold::encode() const {
  RowWriter out;
  out.byte(1);
  out.text(account);
  out.text(vault);
  out.text(job_id);
  out.list(runs, write_text);
  return out.take();
}

Result<CopyHold> CopyHold::decode(std::string_view bytes) {
  RowReader in(bytes, "a copy's hold on runs");
  if (in.byte() != 1) in.fail_with("has a version that we do not know");
  CopyHold hold;
  hold.account = in.text();
  hold.vault = in.text();
  hold.job_id = in.text();
  hold.runs = in.list(read_text);
  TM_TRY_STATUS(in.status());
  return hold;
}

}  // namespace tidemark::vault
