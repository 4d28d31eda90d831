// Which jobs of a store are due: an index that follows the store's rows by what changed of them
// since it last looked, so that the next job is found at the price of a few steps, however many
// wait.
//
//   DueJobs due;
//   due.look(job_rows(store), clock.now());
//   const auto id = due.next_after(last, may_run);       // round-robin, by id
//
// Threads   One.
#pragma once

#include "storage/job_rows.h"

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace tidemark::storage {

class DueJobs {
 public:
  using MayRun = std::function<bool(const JobRow& row)>;

  // Takes over what changed. Everything is looked at anew when the clock was set back.
  void look(const JobRows& rows, Timestamp now);

  // The first job by id behind `after` that is due and may run; without `after` the first of all.
  [[nodiscard]] std::optional<std::string> next_after(std::string_view after,
                                                      const MayRun& may_run) const;
  [[nodiscard]] std::optional<std::string> first(const MayRun& may_run) const;

  // When the earliest of those that may run is due; nullopt: there is none.
  [[nodiscard]] std::optional<Timestamp> earliest(const MayRun& may_run) const;

 private:
  void change(const std::string& id, const JobRow* row, Timestamp now);
  [[nodiscard]] bool may(const std::string& id, const MayRun& may_run) const;

  JobRows rows_;  // as they were when it looked
  Timestamp looked_at_{};
  std::unordered_map<std::string, Timestamp> due_;       // of every job that is not failed
  std::set<std::pair<Timestamp, std::string>> waiting_;  // not due at looked_at_
  std::set<std::string, std::less<>> ready_;             // due
};

}  // namespace tidemark::storage
