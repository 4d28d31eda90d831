// A legal hold's row as a blob, so that who attaches the blob store lets no recovery point end that
// is held. Written by a job that the commit of each change asks for.
//
//   keep_hold(changes, hold.account, hold.id, view.now());   // in the commit that makes or changes
//   it
//
// Threads   Any. Steps are the runner's.
// Errors    those of the stores
// Format    docs/formats/backup.md, "Legal hold".
#pragma once

#include "storage/job_runner.h"
#include "vault/legal_hold.h"
#include "vault/works.h"

#include <string>
#include <string_view>

namespace tidemark::vault {

inline constexpr std::string_view kKeepHoldJob = "keep a legal hold's row";
// Begins the names of all such blobs.
inline constexpr std::string_view kKeptHolds = "holds/";

void keep_hold(storage::Changes& changes, const LegalHold& hold, Timestamp now);

// "holds/<account>/<region>/<id>.row"
std::string kept_hold_name(std::string_view account, std::string_view region, std::string_view id);

// Puts the row as it is now, or removes the blob of a hold that is gone. A store that this server
// only reads is left alone.
Result<storage::Step> step_keep_hold(Works& works, storage::Store& store,
                                     const storage::JobRow& row);

}  // namespace tidemark::vault
