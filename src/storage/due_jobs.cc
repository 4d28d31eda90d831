#include "storage/due_jobs.h"

#include <algorithm>
#include <chrono>

namespace tidemark::storage {
namespace {

// The longest delay of a retry, with its jitter (job_runner.cc), is less than twice this.
constexpr std::chrono::minutes kLongestDelay{5};

// When a row is due. A retry is never further away than its delay: if it seems so, the clock was
// set back since.
Timestamp due_of(const JobRow& row, Timestamp now) {
  const bool retry = !row.reason.empty();
  return retry && row.due_at - now > 2 * kLongestDelay ? now : row.due_at;
}

}  // namespace

void DueJobs::change(const std::string& id, const JobRow* row, Timestamp now) {
  if (const auto known = due_.find(id); known != due_.end()) {
    waiting_.erase({known->second, id});
    ready_.erase(id);
    due_.erase(known);
  }
  if (row == nullptr || row->failed) return;
  const Timestamp due = due_of(*row, now);
  due_.emplace(id, due);
  waiting_.emplace(due, id);
}

void DueJobs::look(const JobRows& rows, Timestamp now) {
  if (now < looked_at_) *this = {};
  JobRows::differences(rows_, rows, [&](const std::string& id, const JobRow*, const JobRow* row) {
    change(id, row, now);
  });
  rows_ = rows;
  looked_at_ = now;
  while (!waiting_.empty() && waiting_.begin()->first <= now) {
    ready_.insert(waiting_.begin()->second);
    waiting_.erase(waiting_.begin());
  }
}

bool DueJobs::may(const std::string& id, const MayRun& may_run) const {
  const JobRow* const row = rows_.find(id);
  return row != nullptr && may_run(*row);
}

std::optional<std::string> DueJobs::next_after(std::string_view after,
                                               const MayRun& may_run) const {
  const auto found = std::find_if(ready_.upper_bound(after), ready_.end(),
                                  [&](const std::string& id) { return may(id, may_run); });
  return found == ready_.end() ? std::nullopt : std::optional(*found);
}

std::optional<std::string> DueJobs::first(const MayRun& may_run) const {
  const auto found =
      std::ranges::find_if(ready_, [&](const std::string& id) { return may(id, may_run); });
  return found == ready_.end() ? std::nullopt : std::optional(*found);
}

std::optional<Timestamp> DueJobs::earliest(const MayRun& may_run) const {
  if (const auto ready = first(may_run)) return due_.at(*ready);
  const auto found =
      std::ranges::find_if(waiting_, [&](const auto& one) { return may(one.second, may_run); });
  return found == waiting_.end() ? std::nullopt : std::optional(found->first);
}

}  // namespace tidemark::storage
