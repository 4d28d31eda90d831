#include "vault/kept_point.h"

#include "codec/row_bytes.h"
#include "vault/points/manifest.h"

namespace tidemark::vault {
namespace {

// Of the manifest that such a blob is: no recovery point's, so that neither is taken for the other.
std::string manifest_id(std::string_view point_id) {
  return fmt::format("{}.now", point_id);
}

}  // namespace

std::string keep_point_job_id(std::string_view arn) {
  return fmt::format("{}:{}", kKeepPointJob, arn);
}

void keep_point(storage::Changes& changes, const RecoveryPoint& point, Timestamp now) {
  if (point.classic()) return;
  codec::RowWriter out;
  out.byte(1);
  out.text(point.vault.account);
  out.text(point.arn);
  out.instant(now);  // a change while the job is at work makes another row of it
  storage::JobRow row;
  row.id = keep_point_job_id(point.arn);
  row.kind = kKeepPointJob;
  row.state = out.take();
  changes.jobs.push_back(std::move(row));
}

std::string kept_points_prefix(std::string_view prefix) {
  return fmt::format("{}changes/", prefix);
}

std::string kept_point_name(std::string_view prefix, std::string_view point_id) {
  return fmt::format("{}{}.manifest", kept_points_prefix(prefix), manifest_id(point_id));
}

std::string encode(const KeptPoint& kept, const VaultKey* key) {
  Manifest manifest;
  manifest.point = manifest_id(kept.point.id);
  manifest.chain.sequence = 0;  // it stands in no chain
  Run nothing;
  nothing.writer = manifest.point;
  nothing.key_id = key != nullptr ? key->id() : "";
  manifest.runs.push_back(std::move(nothing));
  manifest.tags.assign(kept.tags.begin(), kept.tags.end());
  manifest.record = kept.point.encode();
  return encode(manifest, key);
}

Result<KeptPoint> decode_kept_point(std::string_view blob, std::string_view bytes,
                                    const Keyring& keys) {
  TM_TRY(const Manifest manifest, decode_manifest(blob, bytes, keys));
  KeptPoint kept;
  TM_TRY(kept.point, RecoveryPoint::decode(manifest.record));
  if (manifest.point != manifest_id(kept.point.id)) {
    return fail(Code::kCorrupt,
                fmt::format("{} is of the recovery point {}", blob, kept.point.arn));
  }
  kept.tags.insert(manifest.tags.begin(), manifest.tags.end());
  return kept;
}

RecoveryPoint changed_by(RecoveryPoint point, const RecoveryPoint& kept) {
  point.lifecycle = kept.lifecycle;
  point.storage_class = kept.storage_class;
  point.cold_since = kept.cold_since;
  return point;
}

Result<storage::Step> step_keep_point(Works& works, storage::Store& store,
                                      const storage::JobRow& row) {
  codec::RowReader in(row.state, "a job that keeps a recovery point's changes");
  if (in.byte() != 1) in.fail_with("has a version that we do not know");
  const std::string account = in.text();
  const std::string arn = in.text();
  (void)in.instant();
  TM_TRY_STATUS(in.status());
  const storage::Step finished{row, true, {}};
  TM_TRY(const Rows rows, works.regions.rows_in(store));
  TM_TRY(const auto point, find<RecoveryPoint>(rows, point_key(account, arn)));
  // Its removal removes the blob.
  if (!point) return finished;
  TM_TRY(Tags tags, tags_of(rows, arn));
  const std::string name = kept_point_name(blob_prefix_of(point->vault), point->id);
  const Status kept =
      works.blobs.put(name, encode(KeptPoint{*point, std::move(tags)}, works.keys.current()));
  if (!kept && kept.error().code != Code::kDenied) return kept.error();
  return finished;
}

}  // namespace tidemark::vault
