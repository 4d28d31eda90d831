#include "vault/kept_hold.h"

#include "codec/row_bytes.h"

namespace tidemark::vault {

void keep_hold(storage::Changes& changes, const LegalHold& hold, Timestamp now) {
  codec::RowWriter out;
  out.byte(1);
  out.text(hold.account);
  out.text(hold.id);
  out.instant(now);  // a change while the job is at work makes another row of it
  storage::JobRow row;
  row.id = fmt::format("{}:{}", kKeepHoldJob, arn_of(hold));
  row.kind = kKeepHoldJob;
  row.state = out.take();
  changes.jobs.push_back(std::move(row));
}

std::string kept_hold_name(std::string_view account, std::string_view region, std::string_view id) {
  return fmt::format("{}{}/{}/{}.row", kKeptHolds, account, region, id);
}

Result<storage::Step> step_keep_hold(Works& works, storage::Store& store,
                                     const storage::JobRow& row) {
  codec::RowReader in(row.state, "a job that keeps a legal hold's row");
  if (in.byte() != 1) in.fail_with("has a version that we do not know");
  const std::string account = in.text();
  const std::string id = in.text();
  (void)in.instant();
  TM_TRY_STATUS(in.status());
  TM_TRY(const Rows rows, works.regions.rows_in(store));
  TM_TRY(const auto hold, find<LegalHold>(rows, hold_key(account, id)));
  const std::string name = kept_hold_name(account, rows.region, id);
  const Status kept = hold ? works.blobs.put(name, hold->encode()) : works.blobs.remove(name);
  if (!kept && kept.error().code != Code::kDenied) return kept.error();
  return storage::Step{row, true, {}};
}

}  // namespace tidemark::vault
