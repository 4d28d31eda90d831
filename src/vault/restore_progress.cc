#include "vault/restore_progress.h"

#include "vault/restore_start.h"
#include "vault/row_fields.h"

namespace tidemark::vault {
namespace {

using codec::RowReader;
using codec::RowWriter;

constexpr std::uint8_t kFormat = 1;

void write_refill(RowWriter& out, const recovery::Refill& refill) {
  out.text(refill.name.account);
  out.text(refill.name.region);
  out.text(refill.name.name);
  out.text(refill.table_id);
  out.varint(refill.stored_as.value);
  out.varint(refill.base.value);
  out.instant(refill.begun_at);
}

recovery::Refill read_refill(RowReader& in) {
  recovery::Refill refill;
  refill.name.account = in.text();
  refill.name.region = in.text();
  refill.name.name = in.text();
  refill.table_id = in.text();
  refill.stored_as.value = in.varint();
  refill.base.value = in.varint();
  refill.begun_at = in.instant();
  return refill;
}

void write_tally(RowWriter& out, storage::Part part, const storage::Tally& tally) {
  out.varint(part);
  out.varint(static_cast<std::uint64_t>(tally.items));
  out.varint(static_cast<std::uint64_t>(tally.bytes));
  out.fixed(static_cast<std::uint64_t>(tally.digest >> 64));
  out.fixed(static_cast<std::uint64_t>(tally.digest));
}

storage::Tally read_tally(RowReader& in) {
  storage::Tally tally;
  tally.items = static_cast<std::int64_t>(in.varint());
  tally.bytes = static_cast<std::int64_t>(in.varint());
  const std::uint64_t high = in.fixed();
  const std::uint64_t low = in.fixed();
  tally.digest = static_cast<storage::Uint128>(high) << 64 | low;
  return tally;
}

}  // namespace

std::string work_of_restore(std::string_view job_id) {
  return fmt::format("{}:{}", kRestoreFromVaultJob, job_id);
}

std::string encode(const RestoreProgress& progress) {
  RowWriter out;
  out.byte(kFormat);
  out.text(progress.account);
  out.text(progress.job_id);
  out.text(progress.point_id);
  out.text(progress.prefix);
  out.text(progress.table_id);
  write_texts(out, progress.extra_tags);
  out.byte(static_cast<std::uint8_t>(progress.phase));
  out.optional(progress.refill, write_refill);
  out.optional(progress.after, [](RowWriter& to, const RowKey& key) {
    to.varint(key.part);
    to.text(key.key);
  });
  out.varint(progress.rows);
  out.varint(progress.tallies.size());
  for (const auto& [part, tally] : progress.tallies) write_tally(out, part, tally);
  out.text(progress.ends_with);
  return out.take();
}

Result<RestoreProgress> decode_restore_progress(std::string_view bytes) {
  RowReader in(bytes, "a restore job's progress");
  if (in.byte() != kFormat) in.fail_with("has a version that we do not know");
  RestoreProgress progress;
  progress.account = in.text();
  progress.job_id = in.text();
  progress.point_id = in.text();
  progress.prefix = in.text();
  progress.table_id = in.text();
  progress.extra_tags = read_texts(in);
  progress.phase = static_cast<RestorePhase>(in.byte(2));
  progress.refill = in.optional(read_refill);
  progress.after = in.optional([](RowReader& from) {
    RowKey key;
    key.part = static_cast<storage::Part>(from.varint());
    key.key = from.text();
    return key;
  });
  progress.rows = in.varint();
  for (std::uint64_t left = in.varint(); left > 0 && !in.damaged(); --left) {
    const auto part = static_cast<storage::Part>(in.varint());
    progress.tallies[part] = read_tally(in);
  }
  progress.ends_with = in.text();
  TM_TRY_STATUS(in.status());
  return progress;
}

}  // namespace tidemark::vault
