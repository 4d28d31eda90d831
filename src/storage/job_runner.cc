#include "storage/job_runner.h"

#include "base/check.h"
#include "base/log.h"
#include "base/rate_limit.h"
#include "base/stopwatch.h"
#include "storage/due_jobs.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>

namespace tidemark::storage {

namespace {

constexpr std::chrono::microseconds kFirstDelay = std::chrono::seconds(1);
constexpr std::chrono::microseconds kLongestDelay = std::chrono::minutes(5);

// A piece of housekeeping comes at least after so many steps of jobs.
constexpr int kTurnsPerHousekeeping = 16;

// A commit may make something due without a poke; a wall clock may be set.
constexpr std::chrono::microseconds kLongestSleep = std::chrono::seconds(1);

}  // namespace

struct JobRunner::Impl {
  // What can be run in one turn: a job of a store, or (empty id) its housekeeping.
  struct Slot {
    std::size_t store = 0;  // by joining order
    std::string job;
    friend auto operator<=>(const Slot&, const Slot&) = default;
  };

  Impl(Clock& clock_in, Random& random_in) : clock(clock_in), random(random_in) {}

  Clock& clock;
  Random& random;

  struct Kind {
    StepFunction step;
    InDoubt in_doubt = InDoubt::kGoesOn;
  };

  std::map<std::string, Kind> kinds;

  std::mutex turn;  // held while stores are used: whoever removes a store waits for its step
  std::map<std::size_t, Store*> stores;
  std::map<const Store*, DueJobs> due_jobs;
  std::map<const Store*, std::string> names;
  std::size_t next_store = 0;
  Slot last;
  int turns_since_housekeeping = 0;

  std::atomic<bool> held = false;

  std::mutex sleep;
  std::condition_variable_any woken;
  bool poked = false;

  // A job's steps since it was first stepped in this process.
  struct UnderWay {
    Timestamp first_done;
    std::uint64_t steps = 0;
    Stopwatch watch;
  };

  std::mutex watching;  // for activity(), which must not wait for a step
  std::map<std::string, KindActivity> kinds_done;
  std::map<std::pair<const Store*, std::string>, UnderWay> under_way;
  RateLimit retry_lines{std::chrono::seconds(10)};
  RateLimit housekeeping_lines{std::chrono::seconds(30)};

  // Stores that the next turn takes in. Whoever opens one holds locks that a step may want, so it
  // must not wait for the turn.
  std::mutex arriving;
  std::vector<std::pair<Store*, std::string>> arrived;

  void take_in_arrived();
  DueJobs& due_in(const Store& store);
  std::optional<Slot> next_slot();
  void note_step(const Store& store, const JobRow& row, bool finished);
  void note_failure(const Store& store, const JobRow& next);
  bool run_slot(const Slot& slot);
  void run_job(Store& store, const JobRow& row);
  void commit(Store& store, const JobRow& row, Step step);
  void put_off(Store& store, const JobRow& row, const Error& error);
  std::chrono::microseconds delay_after(std::uint32_t failures);
  [[nodiscard]] bool waits(const Store& store, const JobRow& row) const;
  std::optional<Timestamp> next_due();
};

bool JobRunner::Impl::waits(const Store& store, const JobRow& row) const {
  const auto kind = kinds.find(row.kind);
  return kind != kinds.end() && kind->second.in_doubt == InDoubt::kWaits && store.clock_in_doubt();
}

DueJobs& JobRunner::Impl::due_in(const Store& store) {
  DueJobs& jobs = due_jobs[&store];
  jobs.look(job_rows(store), clock.now());
  return jobs;
}

// The first due slot after the last one served, else the first of all.
std::optional<JobRunner::Impl::Slot> JobRunner::Impl::next_slot() {
  std::optional<Slot> first;
  std::optional<Slot> after;
  const auto consider = [&](Slot slot) {
    if (slot > last && (!after || slot < *after)) after = slot;
    if (!first || slot < *first) first = std::move(slot);
  };
  const auto consider_housekeeping = [&] {
    for (const auto& [number, store] : stores) {
      const auto due = store->housekeeping_due_at();
      if (due && *due <= clock.now()) consider({number, ""});
    }
    turns_since_housekeeping = 0;
  };
  // It costs a look at every table, so beside many jobs it is not asked for at every turn.
  if (++turns_since_housekeeping >= kTurnsPerHousekeeping) consider_housekeeping();
  for (const auto& [number, store] : stores) {
    const DueJobs& jobs = due_in(*store);
    const auto may_run = [&](const JobRow& row) { return !waits(*store, row); };
    if (auto id = jobs.first(may_run)) consider({number, *std::move(id)});
    if (number != last.store) continue;
    if (auto id = jobs.next_after(last.job, may_run)) consider({number, *std::move(id)});
  }
  if (!first) consider_housekeeping();
  return after ? after : first;
}

std::chrono::microseconds JobRunner::Impl::delay_after(std::uint32_t failures) {
  std::chrono::microseconds delay = kFirstDelay;
  for (std::uint32_t i = 1; i < failures && delay < kLongestDelay; ++i) delay *= 2;
  delay = std::min(delay, kLongestDelay);
  // A quarter of jitter, so that what failed together is not tried together.
  const auto jitter = random.below(static_cast<std::uint64_t>(delay.count() / 4));
  return delay + std::chrono::microseconds(static_cast<std::int64_t>(jitter));
}

// Commits the row as it should be after a failed step, unless somebody changed it meanwhile.
void JobRunner::Impl::put_off(Store& store, const JobRow& row, const Error& error) {
  JobRow next = row;
  next.reason = tidemark::to_text(error);
  // A full disk or a stopping store is nobody's fault: that only waits.
  if (error.code != Code::kBusy) ++next.failures;
  next.failed = next.failures >= kMaxJobFailures;
  next.due_at = clock.now() + delay_after(next.failures);
  note_failure(store, next);
  const Outcome outcome = store.transact_and_wait({}, [&](View& view) -> Decision {
    if (view.job(row.id) != row) return Refused{};
    Changes changes;
    changes.makes_room = true;
    changes.jobs.push_back(next);
    return changes;
  });
  if (const auto* failed = std::get_if<Error>(&outcome)) {
    log_error("storage",
              fmt::format("job {} could not be put off: {}", row.id, tidemark::to_text(*failed)));
  }
}

void JobRunner::Impl::commit(Store& store, const JobRow& row, Step step) {
  step.row.failures = 0;
  step.row.failed = false;
  step.row.reason.clear();
  const Outcome outcome = store.transact_and_wait({}, [&](View& view) -> Decision {
    if (view.job(row.id) != row) return Refused{};
    Changes changes;
    if (step.also) {
      Decision also = step.also(view);
      auto* more = std::get_if<Changes>(&also);
      if (more == nullptr) return Refused{};
      changes = std::move(*more);
    }
    const bool written =
        std::ranges::any_of(changes.jobs, [&](const JobRow& job) { return job.id == row.id; });
    if (step.finished) {
      changes.finished_jobs.push_back(row.id);
    } else if (!written) {
      changes.jobs.push_back(step.row);
    }
    return changes;
  });
  if (const auto* error = std::get_if<Error>(&outcome)) put_off(store, row, *error);
  const bool committed = std::holds_alternative<Committed>(outcome);
  if (committed) note_step(store, row, step.finished);
}

// One line when a job turns out to need more than one step, one when it is over.
void JobRunner::Impl::note_step(const Store& store, const JobRow& row, bool finished) {
  UnderWay job;
  {
    const std::lock_guard lock(watching);
    KindActivity& kind = kinds_done[row.kind];
    ++kind.steps;
    if (finished) ++kind.finished;
    UnderWay& known = under_way.try_emplace({&store, row.id}).first->second;
    if (++known.steps == 1) known.first_done = clock.now();
    job = known;
    if (finished) under_way.erase({&store, row.id});
  }
  if (finished) {
    log_info("storage", "a job is done",
             {{"store", names[&store]},
              {"job", row.id},
              {"kind", row.kind},
              {"steps", job.steps},
              {"micros", job.watch.micros()}});
  } else if (job.steps == 1) {
    log_info("storage", "a job has begun",
             {{"store", names[&store]}, {"job", row.id}, {"kind", row.kind}});
  }
}

void JobRunner::Impl::note_failure(const Store& store, const JobRow& next) {
  {
    const std::lock_guard lock(watching);
    ++kinds_done[next.kind].failures;
    if (next.failed) under_way.erase({&store, next.id});
  }
  // One that is given up is always told of; a full disk would say the same every second.
  const auto held_back = next.failed ? std::optional<std::uint64_t>(0) : retry_lines.admit();
  if (!held_back) return;
  log(next.failed ? LogLevel::kError : LogLevel::kWarn, "storage",
      next.failed ? "a job failed for good" : "a job's step failed and will be tried again",
      {{"store", names[&store]},
       {"job", next.id},
       {"kind", next.kind},
       {"failures", next.failures},
       {"reason", next.reason},
       {"held_back", *held_back}});
}

void JobRunner::Impl::run_job(Store& store, const JobRow& row) {
  const auto kind = kinds.find(row.kind);
  if (kind == kinds.end()) {
    put_off(store, row,
            fail(Code::kInvalid, fmt::format("nothing advances jobs of kind '{}'", row.kind)));
    return;
  }
  try {
    Result<Step> step = kind->second.step(store, row);
    if (step) {
      TM_CHECK(step.value().finished || step.value().row.id == row.id);
      commit(store, row, std::move(step).value());
    } else {
      put_off(store, row, step.error());
    }
  } catch (const std::exception& error) {
    put_off(store, row, fail(Code::kLimit, fmt::format("the step threw: {}", error.what())));
  }
}

std::optional<Timestamp> JobRunner::Impl::next_due() {
  std::optional<Timestamp> next;
  const auto consider = [&](Timestamp at) { next = std::min(next.value_or(at), at); };
  for (const auto& [number, store] : stores) {
    if (const auto due = store->housekeeping_due_at()) consider(*due);
    const auto may_run = [&](const JobRow& row) { return !waits(*store, row); };
    if (const auto job = due_in(*store).earliest(may_run)) consider(*job);
  }
  return next;
}

JobRunner::JobRunner(Clock& clock, Random& random) : impl_(std::make_unique<Impl>(clock, random)) {}

JobRunner::~JobRunner() = default;

void JobRunner::add_kind(std::string kind, StepFunction step, InDoubt in_doubt) {
  {
    const std::lock_guard watching(impl_->watching);
    impl_->kinds_done.try_emplace(kind);
  }
  impl_->kinds.emplace(std::move(kind), Impl::Kind{std::move(step), in_doubt});
}

void JobRunner::add_store(Store& store, std::string name) {
  const std::lock_guard lock(impl_->arriving);
  impl_->arrived.emplace_back(&store, std::move(name));
}

void JobRunner::Impl::take_in_arrived() {
  const std::lock_guard lock(arriving);
  for (auto& [store, name] : arrived) {
    names[store] = std::move(name);
    stores.emplace(next_store++, store);
  }
  arrived.clear();
}

void JobRunner::remove_store(Store& store) {
  const std::lock_guard lock(impl_->turn);
  impl_->take_in_arrived();
  std::erase_if(impl_->stores, [&](const auto& entry) { return entry.second == &store; });
  impl_->names.erase(&store);
  impl_->due_jobs.erase(&store);
  const std::lock_guard watching(impl_->watching);
  std::erase_if(impl_->under_way, [&](const auto& job) { return job.first.first == &store; });
}

bool JobRunner::Impl::run_slot(const Slot& slot) {
  Store& store = *stores.at(slot.store);
  if (!slot.job.empty()) {
    if (const auto row = store.job(slot.job)) run_job(store, *row);
    return true;
  }
  const auto worked = store.housekeeping_piece();
  if (worked) return worked.value();
  if (const auto held_back = housekeeping_lines.admit()) {
    log_error("storage", "housekeeping failed and will be tried again",
              {{"store", names[&store]},
               {"reason", tidemark::to_text(worked.error())},
               {"held_back", *held_back}});
  }
  return false;
}

JobRunner::Activity JobRunner::activity() const {
  const std::lock_guard lock(impl_->watching);
  Activity activity{impl_->kinds_done, {}};
  for (const auto& [job, state] : impl_->under_way) activity.begun[job] = state.first_done;
  return activity;
}

bool JobRunner::turn() {
  const std::lock_guard lock(impl_->turn);
  impl_->take_in_arrived();
  if (impl_->held) return false;
  // Housekeeping that failed or found nothing must not keep jobs waiting.
  std::set<Impl::Slot> tried;
  for (;;) {
    const auto slot = impl_->next_slot();
    if (!slot || !tried.insert(*slot).second) return false;
    impl_->last = *slot;
    if (impl_->run_slot(*slot)) return true;
  }
}

std::optional<Timestamp> JobRunner::next_due_at() const {
  const std::lock_guard lock(impl_->turn);
  impl_->take_in_arrived();
  if (impl_->held) return std::nullopt;
  return impl_->next_due();
}

void JobRunner::hold(bool held) {
  {
    const std::lock_guard lock(impl_->turn);  // a step under way ends first
    impl_->held = held;
  }
  if (!held) poke();
}

bool JobRunner::held() const {
  return impl_->held;
}

void JobRunner::run(std::stop_token stop) {
  while (!stop.stop_requested()) {
    if (turn()) continue;
    std::chrono::microseconds wait = kLongestSleep;
    if (const auto due = next_due_at()) {
      // Due and yet no turn: it failed, so breathe before the next try.
      const auto until_due = *due - impl_->clock.now();
      if (until_due.count() > 0) wait = std::min(wait, until_due);
    }
    std::unique_lock lock(impl_->sleep);
    impl_->woken.wait_for(lock, stop, wait, [&] { return impl_->poked; });
    impl_->poked = false;
  }
}

void JobRunner::poke() {
  {
    const std::lock_guard lock(impl_->sleep);
    impl_->poked = true;
  }
  impl_->woken.notify_all();
}

}  // namespace tidemark::storage
