// The beginning of a copy job. Its work: vault/copy_work.h.
//
// Threads   Any; start_copy waits for the disk, so never on a connection's thread.
// Errors    those of the store
#pragma once

#include "vault/backup_job.h"
#include "vault/copy_job.h"
#include "vault/recovery_point.h"
#include "vault/works.h"

namespace tidemark::vault {

inline constexpr std::string_view kCopyToVaultJob = "copy to a vault";

// Adds record and job row.
void add_copy_job(storage::View& view, const Rows& rows, storage::Changes& changes,
                  const CopyJob& job);

// A copy action of a backup job that is just being completed.
void add_copy_of_backup(storage::View& view, const Rows& rows, storage::Changes& changes,
                        const BackupJob& backup, const CopyAction& action, const std::string& id,
                        Timestamp now);

Result<CopyJob> start_copy(const Rows& rows, const CopyJob& job);

// The newest state of a job goes through here, so that whoever is to be told is told.
void put_job(storage::View& view, const Rows& rows, storage::Changes& changes, const CopyJob& job);

}  // namespace tidemark::vault
