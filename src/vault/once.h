// A request that makes a job, once for each IdempotencyToken: the same again answers with the job
// that there is.
//
//   TM_TRY(const auto answer, once<BackupJob>(rows, request, [&](View& view, Changes& changes) {
//     return add_backup_job(view, rows, changes, wanted);
//   }));
//
// Threads   Any; waits for the disk.
#pragma once

#include "storage/write.h"
#include "vault/idempotency.h"

#include <functional>
#include <optional>
#include <variant>

namespace tidemark::vault {

template <class Job>
using OnceAnswer = std::variant<TokenReused, Job>;

// `request` without a token: made whatever was made before.
template <class Job>
Result<OnceAnswer<Job>> once(
    const Rows& rows, const std::optional<IdempotentRequest>& request,
    const std::function<Result<Job>(storage::View&, storage::Changes&)>& make) {
  storage::Write<OnceAnswer<Job>> write(
      *rows.store, {},
      [&](storage::View& view, OnceAnswer<Job>& answer) -> Result<storage::Decision> {
        if (request) {
          TM_TRY(const auto before, find<IdempotentRequest>(view, rows.table, request->key()));
          if (before && before->fingerprint != request->fingerprint) {
            answer = TokenReused{};
            return storage::Decision(storage::Refused{});
          }
          if (before) {
            TM_TRY(auto job, find<Job>(view, rows.table,
                                       key_of(before->account, before->result_id)));
            if (job) {
              answer = *std::move(job);
              return storage::Decision(storage::Refused{});
            }
          }
        }
        storage::Changes changes;
        TM_TRY(Job job, make(view, changes));
        if (request) {
          IdempotentRequest done = *request;
          done.result_id = job.id;
          put(changes, rows.table, done);
        }
        answer = std::move(job);
        return storage::Decision(std::move(changes));
      });
  return write.run();
}

}  // namespace tidemark::vault
