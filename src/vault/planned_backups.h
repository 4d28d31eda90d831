// The backup jobs that plans start.
#pragma once

#include "vault/backup_start.h"
#include "vault/plan_scheduler.h"

namespace tidemark::vault {

// Adds the job of one resource of one run; a run that nobody saw in time makes one that is EXPIRED,
// a resource that cannot be backed up here one that is FAILED.
void add_planned_backup(storage::View& view, const Rows& rows, const PlannedBackup& planned,
                        storage::Changes& changes);

}  // namespace tidemark::vault
