// Jobs as AWS Backup shows them, and what requests that start one have in common.
#pragma once

#include "api/backup/fields.h"
#include "api/backup/operation.h"
#include "api/parsed.h"
#include "vault/backup_job.h"
#include "vault/copy_job.h"
#include "vault/idempotency.h"
#include "vault/recovery_point.h"
#include "vault/restore_job.h"

#include <algorithm>
#include <string>
#include <vector>

namespace tidemark::api {

void write_created_by(codec::JsonWriter& out, const vault::CreatedBy& created_by);
void write_percent(codec::JsonWriter& out, std::uint32_t permille);

// The members of an object, without its braces.
void write_backup_job(codec::JsonWriter& out, const vault::BackupJob& job);
void write_restore_job(codec::JsonWriter& out, const vault::RestoreJob& job);
void write_copy_job(codec::JsonWriter& out, const vault::CopyJob& job);

Reply no_such_job(const std::string& id);
Reply token_reused();

// The request under its IdempotencyToken; nothing without one.
std::optional<vault::IdempotentRequest> idempotent(const BackupRequest& request,
                                                   std::string_view operation,
                                                   const std::optional<std::string>& token);

// IamRoleArn: of this account, "arn:aws:iam::123456789012:role/…".
Parsed<std::string> role_member(Fields& fields, const std::string& account);

// Filters of lists that all three kinds of jobs have: by time, state, resource, account.
struct JobFilter {
  std::optional<Timestamp> created_after;
  std::optional<Timestamp> created_before;
  std::optional<Timestamp> complete_after;
  std::optional<Timestamp> complete_before;
  std::optional<std::string> state;
  std::optional<std::string> resource_arn;
  std::optional<std::string> resource_type;
  std::optional<std::string> message_category;
  bool none = false;  // nothing fits: another account, a parent

  struct Facts {
    Timestamp created_at;
    std::optional<Timestamp> completed_at;
    std::string_view state;
    std::string_view resource_arn;
    std::string_view message_category;
  };

  [[nodiscard]] bool fits(const Facts& facts) const;
};

// `state_name`: "state" or "status", as the operation spells it.
Parsed<JobFilter> job_filter(const BackupRequest& request, const std::string& state_name);

// Jobs by creation, the newest first, from behind the page token's job on; whether there are more.
template <class Job>
struct JobPage {
  std::vector<Job> jobs;
  std::string next;
};

std::string job_token(Timestamp created_at, const std::string& id);

template <class Job>
JobPage<Job> page_of(std::vector<Job> jobs, const std::string& after, std::size_t limit) {
  const auto token = [](const Job& job) { return job_token(job.created_at, job.id); };
  std::sort(jobs.begin(), jobs.end(),
            [&](const Job& a, const Job& b) { return token(a) < token(b); });
  if (!after.empty()) {
    std::erase_if(jobs, [&](const Job& job) { return token(job) <= after; });
  }
  JobPage<Job> page;
  if (jobs.size() > limit) {
    jobs.resize(limit);
    page.next = token(jobs.back());
  }
  page.jobs = std::move(jobs);
  return page;
}

}  // namespace tidemark::api
