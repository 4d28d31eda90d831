// What was changed of a recovery point since its manifest was written, as a blob beside it: its
// lifecycle, its storage class, its tags. So who attaches the blob store lets it grow old as the
// engine would have that is gone. Written by a job that the commit of each change asks for; signed
// and sealed like a manifest.
//
//   keep_point(changes, point, view.now());          // in the commit that changes it
//   TM_TRY(const KeptPoint kept, decode_kept_point(name, bytes, keys));
//
// Threads   Any. Steps are the runner's.
// Errors    those of the stores, and of decode_manifest
// Format    docs/formats/recovery_point.md, "What changed since".
#pragma once

#include "storage/job_runner.h"
#include "vault/recovery_point.h"
#include "vault/works.h"

#include <optional>
#include <string>
#include <string_view>

namespace tidemark::vault {

inline constexpr std::string_view kKeepPointJob = "keep a recovery point's changes";

void keep_point(storage::Changes& changes, const RecoveryPoint& point, Timestamp now);

std::string keep_point_job_id(std::string_view arn);

// "<prefix>changes/", and "<prefix>changes/<id>.now.manifest".
std::string kept_points_prefix(std::string_view prefix);
std::string kept_point_name(std::string_view prefix, std::string_view point_id);

struct KeptPoint {
  RecoveryPoint point;
  Tags tags;
};

std::string encode(const KeptPoint& kept, const VaultKey* key);
Result<KeptPoint> decode_kept_point(std::string_view blob, std::string_view bytes,
                                    const Keyring& keys);

// `point` with what may change of it as `kept` has it.
RecoveryPoint changed_by(RecoveryPoint point, const RecoveryPoint& kept);

// Puts the row as it is now. A store that this server only reads is left alone.
Result<storage::Step> step_keep_point(Works& works, storage::Store& store,
                                      const storage::JobRow& row);

}  // namespace tidemark::vault
