// The one thread that commits: runs waiting decisions one after another, writes what a group of
// them changed as one synced batch, publishes the new state, then tells everybody.
//
// Threads   All members may be called from any thread at once.
#pragma once

#include "storage/acknowledged.h"
#include "storage/clock_watch.h"
#include "storage/database.h"
#include "storage/foreseen.h"
#include "storage/group.h"
#include "storage/group_record.h"
#include "storage/published.h"
#include "storage/store.h"
#include "storage/trim_tracker.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace tidemark::storage {

class Committer {
 public:
  // A change of settings by the store itself; has no commit time.
  using Upkeep = std::function<void(RegistryDraft&)>;

  Committer(const Database& database, Published& published, ClockWatch& clock, TrimTracker& tracker,
            const StoreOptions& options, AcknowledgedNote note);
  // Refuses what waits, ends the thread.
  ~Committer();

  // `foreseen`: rows that the decision will want, read before.
  void transact(Decide decide, Done done, Foreseen foreseen = {});

  // Groups whose writes every read shows.
  [[nodiscard]] std::uint64_t groups_done() const { return groups_; }

  // Waits until it is durable. Errors: kBusy when stopping.
  Status close(Timestamp at);
  Status upkeep(Upkeep change);

  struct Counts {
    std::uint64_t commits = 0;
    std::uint64_t groups = 0;
    std::uint64_t syncs = 0;
    bool reserve_reached = false;
    std::size_t waiting = 0;  // decisions not yet begun
  };

  [[nodiscard]] Counts counts() const;

  [[nodiscard]] const GroupRecord& record() const { return record_; }

 private:
  struct Request {
    Decide decide;  // one of the three
    std::optional<Timestamp> close;
    Upkeep upkeep;
    Done done;
    Foreseen foreseen{};
  };

  struct Answer {
    Done done;
    Outcome outcome;
  };

  // What became of a request in the open group; nullopt: it must run first in the next one.
  using Taken = std::optional<Outcome>;

  void run();
  std::optional<Request> wait_for_request();
  std::optional<Request> next_request();
  void run_group(Request first);
  Taken take(Group& group, Request& request);
  Taken decide(Group& group, Request& request);
  void commit(Group& group);
  bool reserve_reached();
  void note_reserve(bool reached, std::uint64_t free_bytes);
  void enqueue(Request request);
  Status wait_for(Request request);

  const Database& database_;
  Published& published_;
  ClockWatch& clock_;
  TrimTracker& tracker_;
  const StoreOptions options_;
  AcknowledgedNote note_;  // the thread's

  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Request> waiting_;
  bool stopping_ = false;
  RecentWrites recent_;         // the committer's thread alone
  bool reserve_known_ = false;  // of this group; its thread alone

  std::atomic<std::uint64_t> commits_{0};
  std::atomic<std::uint64_t> groups_{0};
  std::atomic<std::uint64_t> syncs_{0};
  std::atomic<bool> reserve_reached_{false};
  GroupRecord record_;
  std::thread thread_;
};

}  // namespace tidemark::storage
