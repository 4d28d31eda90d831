// Lists of jobs: those of the caller's account that are wanted, a page of them, the newest first.
//
//   return jobs_reply<vault::CopyJob>(request, engine, "CopyJobs", is_wanted, write_copy_job);
#pragma once

#include "api/backup/errors.h"
#include "api/backup/job_members.h"
#include "api/backup/pages.h"
#include "api/backup/vault_members.h"

#include <string_view>
#include <vector>

namespace tidemark::api {

// `is_wanted(job)` chooses; `write(out, job)` writes the members of one.
template <class Job, class IsWanted, class Write>
Reply jobs_reply(const BackupRequest& request, Engine& engine, std::string_view member,
                 const IsWanted& is_wanted, const Write& write) {
  TM_OR_REPLY(const PageWanted asked, page_wanted(request));
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  auto jobs = vault::list<Job>(rows, vault::key_of(request.call.account));
  if (!jobs) return backup_error(jobs.error());
  std::erase_if(jobs.value(), [&](const Job& job) { return !is_wanted(job); });
  const auto page = page_of(std::move(jobs).value(), asked.after, asked.limit);
  codec::JsonWriter out;
  out.begin_object().key(member).begin_array();
  for (const Job& job : page.jobs) {
    out.begin_object();
    write(out, job);
    out.end_object();
  }
  out.end_array();
  write_next_token(out, page.next);
  out.end_object();
  return backup_json(out.take());
}

}  // namespace tidemark::api
