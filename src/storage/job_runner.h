// Advances job rows, round-robin over all stores, one bounded step (100 ms or 8 MiB) at a time.
// A restart needs no special path: the row is there.
//
//   runner.add_kind("restore", [&](Store& store, const JobRow& row) { return restores.step(store,
//   row); }); while (runner.turn()) {}          // tests, simulated clock: until all is quiet
//   runner.run(stop_token)            // production: one thread, sleeps until the next is due
//
// A step that errors is tried again later (doubling from 1 s up to 5 min, with jitter); after
// kMaxJobFailures in a row the row stays, marked failed, with the reason.
#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "storage/store.h"

#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace tidemark::storage {

// What a step asks to be committed together with its row. `row` is saved as returned (its
// failures reset); with `finished` it is removed instead. `also` may be empty; when it refuses,
// nothing is committed and the row is stepped again; when it writes the row itself, that is what
// is saved.
struct Step {
  JobRow row;
  bool finished = false;
  std::function<Decision(View&)> also;
};

using StepFunction = std::function<Result<Step>(Store&, const JobRow&)>;

// Whether jobs of a kind are stepped while their store's clock is in doubt. What ends something
// because of its age waits.
enum class InDoubt : std::uint8_t { kGoesOn, kWaits };

class JobRunner {
 public:
  JobRunner(Clock& clock, Random& random);
  ~JobRunner();

  // Before the first turn. Registering housekeeping is not needed: it is always run.
  void add_kind(std::string kind, StepFunction step, InDoubt in_doubt = InDoubt::kGoesOn);

  // A store may join at any time (a region's first write), also in the midst of a step: nobody
  // waits for the turn under way. It must leave before it is destroyed. `name`: what the log calls
  // it.
  void add_store(Store& store, std::string name = {});
  void remove_store(Store& store);

  // Runs one due step of one job or one piece of housekeeping; false when nothing is due now.
  bool turn();

  // The earliest instant at which turn() would do something; nullopt: never.
  [[nodiscard]] std::optional<Timestamp> next_due_at() const;

  // While held nothing is due: turn() does nothing and next_due_at() is never. Not remembered.
  void hold(bool held);
  [[nodiscard]] bool held() const;

  // Turns until stopped, sleeping between. Wakes early on poke().
  void run(std::stop_token stop);
  void poke();

  struct KindActivity {
    std::uint64_t steps = 0;
    std::uint64_t failures = 0;  // of steps
    std::uint64_t finished = 0;  // jobs
  };

  // What was done since the runner was made.
  struct Activity {
    std::map<std::string, KindActivity> kinds;  // all that there are
    // Jobs under way, by store and id, and when their first step of this process was done.
    std::map<std::pair<const Store*, std::string>, Timestamp> begun;
  };

  // Any thread; does not wait for a step.
  [[nodiscard]] Activity activity() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tidemark::storage
