// What the three lists of job summaries share.
#pragma once

#include "api/backup/operation.h"
#include "api/parsed.h"
#include "vault/job_summary.h"

#include <string_view>
#include <vector>

namespace tidemark::api {

// Whether the request asks for jobs of the caller's account.
bool wants_own_jobs(const BackupRequest& request);

// A page of the summaries of these jobs. `list`: the member's name, "BackupJobSummaries".
Reply summary_reply(const BackupRequest& request, Engine& engine, std::string_view list,
                    const std::vector<vault::JobFact>& jobs, bool with_category);

}  // namespace tidemark::api
