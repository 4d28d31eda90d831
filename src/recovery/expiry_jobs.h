// Two jobs that wait for their day: a system backup's end, and the end of what is remembered of a
// deleted table. Row formats: docs/formats/recovery.md.
#pragma once

#include "base/clock.h"
#include "recovery/backup_row.h"
#include "storage/job_runner.h"

#include <string_view>

namespace tidemark::recovery {

inline constexpr std::string_view kExpiryJob = "expire-backup";
inline constexpr std::string_view kForgetJob = "forget-deleted-table";

storage::JobRow expiry_job(const Backup& backup);
// Looks again later while a restore still reads the backup.
Result<storage::Step> step_expiry(storage::Store& store, const storage::JobRow& row,
                                  const Clock& clock);

// `due_at`: when the table's floor may have passed its drop.
storage::JobRow forget_job(const tables::TableDescription& table, Timestamp due_at);
// Looks again later while the history can still be read.
Result<storage::Step> step_forget(storage::Store& store, const storage::JobRow& row,
                                  const Clock& clock);

std::string forget_job_of(const std::string& table_id);

// Every kind of job that recovery has.
void add_kinds(storage::JobRunner& runner, const Clock& clock);

}  // namespace tidemark::recovery
