#include "storage/testing/model_run.h"

#include "base/log.h"
#include "storage/environment.h"
#include "storage/family_walk.h"
#include "storage/faults.h"
#include "storage/stopped_store.h"
#include "storage/store.h"
#include "storage/testing/attempt.h"
#include "storage/testing/crash_fs.h"
#include "storage/testing/model.h"
#include "storage/testing/verdict.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <mutex>

namespace tidemark::storage::testing {

namespace {

using std::chrono::microseconds;

constexpr std::size_t kOperations = 420;
constexpr std::size_t kDecisionBytes = 64u << 10;
constexpr const char* kDirectory = "/store";
constexpr Timestamp kStart{1'763'647'500'000'000};  // an afternoon of November 2025

microseconds micros(std::uint64_t count) {
  return microseconds(static_cast<std::int64_t>(count));
}

bool one_in(Random& random, std::uint64_t count) {
  return random.below(count) == 0;
}

// A door that the committer waits behind until a group is queued.
class Gate {
 public:
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    opened_.notify_all();
  }

  void pass() {
    std::unique_lock lock(mutex_);
    opened_.wait(lock, [&] { return open_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable opened_;
  bool open_ = false;
};

// A materialising job as its row keeps it.
struct Copying {
  std::string job;
  TableId table;
  KeyspaceId base;
  std::string cursor;

  [[nodiscard]] JobRow row(Timestamp due_at) const {
    JobRow row;
    row.id = job;
    row.kind = "materialise";
    row.due_at = due_at;
    row.state = fmt::format("{} {} ", table.value, base.value) + cursor;
    return row;
  }

  static Copying of(const JobRow& row) {
    const auto first = row.state.find(' ');
    const auto second = row.state.find(' ', first + 1);
    return {row.id, TableId{std::stoull(row.state.substr(0, first))},
            KeyspaceId{std::stoull(row.state.substr(first + 1, second - first - 1))},
            row.state.substr(second + 1)};
  }
};

void set_failpoint([[maybe_unused]] std::function<void(const char*)> hook) {
#if defined(TIDEMARK_FAULTS)
  failpoint_hook = std::move(hook);
#endif
}

// What the walk over the stopped store's families finds, before the store is opened again.
std::optional<std::string> soundness(const std::string& directory, Environment& environment) {
  const auto stopped = StoppedStore::open(directory, environment);
  if (!stopped) {
    if (stopped.error().code == Code::kNotFound) return std::nullopt;
    return "opened to be read: " + to_text(stopped.error());
  }
  Findings findings;
  walk_families(*stopped.value(), findings);
  if (findings.empty()) return std::nullopt;
  const Finding& first = findings.all().front();
  return fmt::format("not sound: {} {} {}: {}", first.rule, first.table, first.key, first.what);
}

class Run {
 public:
  explicit Run(const Plan& plan)
      : plan_(plan),
        clock_(kStart),
        attempts_(model_, kDecisionBytes),
        verdict_(model_, clock_, [this] { return disk_->crashed(); }) {}

  ~Run() { set_failpoint(nullptr); }

  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  RunReport run();

 private:
  void step(const Op& op);
  void open(std::uint64_t seed);
  void restart(std::uint64_t seed, bool crash);

  void transact(Random& random);
  void watch(Random& random);
  void tick(Random& random);
  void step_clock(Random& random);
  void aim(Random& random);
  void housekeep(Random& random);
  [[nodiscard]] std::map<TableId, Timestamp> floors() const;
  void materialise(Random& random);
  void start_copy(const ModelTable& table);
  void continue_copy(Copying copying, Random& random);
  void hold(Random& random, TableId table);
  void low_disk(Random& random);
  void arm(Random& random);

  void submit(const AttemptPtr& attempt);
  void submit_as_group(const std::vector<AttemptPtr>& attempts);
  void do_now(const AttemptPtr& attempt);
  void told(Attempt& attempt, const Outcome& outcome);
  void settle();
  void judge(Attempt& attempt);
  void judge_sights(const Attempt& attempt);
  void judge_error(const Attempt& attempt, const Error& error);
  void committed(Attempt& attempt, Timestamp at);
  void resolve();
  bool took_place(const Attempt& attempt);
  void flush_or_fail(Status status, const char* what);

  [[nodiscard]] bool over() const {
    return verdict_.failure().has_value() || (disk_ && disk_->crashed());
  }

  void fail(std::string text) { verdict_.fail(std::move(text)); }

  const Plan& plan_;
  RunReport report_;
  SimulatedClock clock_;
  Model model_;
  Attempts attempts_;
  Verdict verdict_;

  std::shared_ptr<CrashFs> disk_;
  std::unique_ptr<Environment> environment_;
  std::unique_ptr<Store> store_;
  std::vector<HeldScan> held_;

  std::vector<AttemptPtr> in_flight_;  // in the order of submission
  Timestamp group_at_;                 // of the last commit judged
  Timestamp earlier_group_at_;         // of the last one in a group before that
  bool disk_low_ = false;

  std::mutex mutex_;  // guards outcomes and the two below
  std::condition_variable answered_;
  std::size_t unanswered_ = 0;
  std::uint64_t crash_at_answer_ = 0;  // counts down; 0: not armed
  std::uint64_t answer_seed_ = 0;

  // Until the plug is pulled at a place that the store names as dangerous; 0: not armed.
  std::atomic<std::uint64_t> failpoints_left_{0};
  std::atomic<std::uint64_t> failpoint_seed_{0};
};

RunReport Run::run() {
  disk_ = CrashFs::empty();
  disk_->CreateDirIfMissing(kDirectory, {}, nullptr).PermitUncheckedError();
  open(plan_.seed);
  if (store_) {
    const auto catalog = store_->table(kCatalog);
    if (!catalog) fail("a new store has no catalog");
    if (catalog) model_.start(*catalog);
  }
  for (const Op& op : plan_.ops) {
    if (verdict_.failure()) break;
    report_.failed_at = op.number;
    ++report_.operations;
    step(op);
    if (!verdict_.failure() && disk_->crashed()) restart(op.seed, true);
  }
  held_.clear();
  store_.reset();
  report_.failure = verdict_.failure();
  report_.answers = verdict_.answers();
  report_.denials = verdict_.denials();
  return report_;
}

void Run::step(const Op& op) {
  SeededRandom random(op.seed);
  switch (op.kind) {
    case OpKind::kTransact: return transact(random);
    case OpKind::kWatch: return watch(random);
    case OpKind::kTick: return tick(random);
    case OpKind::kStep: return step_clock(random);
    case OpKind::kAim: return aim(random);
    case OpKind::kFlush: return flush_or_fail(store_->flush(), "flush");
    case OpKind::kCompact: return flush_or_fail(store_->compact(), "compact");
    case OpKind::kHousekeep: return housekeep(random);
    case OpKind::kCreate: return do_now(attempts_.create(random));
    case OpKind::kBranch: return do_now(attempts_.branch(random));
    case OpKind::kDrop: return do_now(attempts_.drop(random));
    case OpKind::kPin: return do_now(attempts_.pin(random));
    case OpKind::kMaterialise: return materialise(random);
    case OpKind::kAsk: return verdict_.something(random);
    case OpKind::kHold: {
      const auto& tables = model_.tables();
      const auto at = static_cast<std::ptrdiff_t>(random.below(tables.size()));
      return hold(random, std::next(tables.begin(), at)->first);
    }
    case OpKind::kLetGo: {
      if (held_.empty()) return;
      HeldScan held = std::move(held_.back());
      held_.pop_back();
      return verdict_.finish(std::move(held));
    }
    case OpKind::kLowDisk: return low_disk(random);
    case OpKind::kArm: return arm(random);
    case OpKind::kCrash:
      if (one_in(random, 2)) {
        for (std::uint64_t left = 1 + random.below(4); left > 0; --left) {
          submit(attempts_.draw(random));
        }
      }
      return disk_->crash_now(op.seed);
    case OpKind::kReopen: return restart(op.seed, false);
  }
}

void Run::flush_or_fail(Status status, const char* what) {
  if (!status) fail(fmt::format("{}: {}", what, to_text(status.error())));
}

void Run::open(std::uint64_t seed) {
  EnvironmentOptions options;
  options.block_cache_bytes = 4u << 20;
  options.write_buffer_bytes = 8u << 20;
  options.background_threads = 1;
  options.file_system = disk_;
  options.on_disk_failure = [seed](const std::string& text) {
    std::fprintf(stderr, "seed %llu: the disk failed: %s\n", static_cast<unsigned long long>(seed),
                 text.c_str());
    std::abort();
  };
  environment_ = std::make_unique<Environment>(options);
  failpoints_left_ = 0;
  set_failpoint([this](const char*) {
    std::uint64_t left = failpoints_left_;
    while (left > 0 && !failpoints_left_.compare_exchange_weak(left, left - 1)) {
    }
    if (left == 1) disk_->crash_now(failpoint_seed_);
  });
  if (const auto unsound = soundness(kDirectory, *environment_)) return fail(*unsound);
  StoreOptions store_options;
  store_options.disk_reserve_bytes = 1u << 20;
  store_options.group_bytes = 4u << 10;
  store_options.decision_bytes = kDecisionBytes;
  store_options.piece_bytes = 300;  // so that a handful of rows takes several pieces
  store_options.copy_threads = 1;
  store_options.trim_step = microseconds(1);
  auto opened = Store::open(kDirectory, *environment_, clock_, store_options);
  if (!opened) return fail("open: " + to_text(opened.error()));
  store_ = std::move(opened).value();
  verdict_.look_at(*store_);
}

void Run::restart(std::uint64_t seed, bool crash) {
  SeededRandom random(seed ^ 0x5eed);
  held_.clear();
  if (crash) {
    disk_->crash_now(seed);
    ++report_.crashes;
  } else {
    settle();
  }
  store_.reset();
  environment_.reset();
  if (crash) disk_ = disk_->after_crash(seed);
  disk_->set_free_space(1ull << 40);
  disk_low_ = false;
  {
    const std::lock_guard lock(mutex_);
    crash_at_answer_ = 0;
    unanswered_ = 0;
  }
  if (one_in(random, 4)) clock_.step_to(clock_.now() - micros(random.below(5'000'000)));
  open(seed);
  if (verdict_.failure()) return;
  resolve();
  if (verdict_.failure()) return;
  if (store_->commit_clock() < model_.last_commit()) fail("the commit clock fell at a restart");
  verdict_.everything(random, 3);
}

// --- operations ---

void Run::transact(Random& random) {
  const bool group = one_in(random, 3);
  std::vector<AttemptPtr> attempts;
  for (std::uint64_t left = 1 + random.below(group ? 8 : 3); left > 0; --left) {
    attempts.push_back(attempts_.draw(random));
  }
  if (group) {
    submit_as_group(attempts);
  } else {
    for (const auto& attempt : attempts) submit(attempt);
  }
  settle();
}

// What a reader at now is told while writers are at work must be so for ever.
void Run::watch(Random& random) {
  struct Told {
    KeyRef key;
    Timestamp at;
    std::optional<Version> answer;
  };

  std::vector<Told> told;
  std::vector<TableId> tables;
  for (const auto& [id, table] : model_.tables()) {
    if (table.live() && id != kCatalog) tables.push_back(id);
  }
  if (tables.empty()) return;
  for (std::uint64_t left = 3 + random.below(6); left > 0 && !over(); --left) {
    submit(attempts_.write(random));
    const TableId table = tables[random.below(tables.size())];
    const KeyRef key = Attempts::item_key(table, kItems, random.below(Attempts::kItemKeys));
    const Timestamp at = store_->commit_clock();
    const auto got = store_->read_as_of(key, at);
    if (got) verdict_.closed(at);
    if (disk_->crashed()) break;
    // With history off, now may have gone by before the read.
    if (!got && !model_.table(table)->state.history.kept) continue;
    if (!got) return fail(fmt::format("a read at now: {}", to_text(got.error())));
    told.push_back({key, at, got.value()});
  }
  settle();
  if (over()) return;
  for (const Told& one : told) {
    if (model_.row(one.key, one.at) != one.answer) {
      return fail(
          fmt::format("a read at {} beside writers was not what was committed", one.at.micros));
    }
    verdict_.remember({one.key, one.at, one.answer}, random);
  }
}

void Run::tick(Random& random) {
  static constexpr std::array<std::uint64_t, 6> kAtMost{4, 4, 300, 5'000, 3'000'000, 300'000'000};
  clock_.advance(micros(random.below(kAtMost.at(random.below(kAtMost.size())))));
  model_.note_time(clock_.now());
}

void Run::step_clock(Random& random) {
  // The last is a jump that puts the clock in doubt.
  static constexpr std::array<std::int64_t, 6> kBy{-1,    -3'000,      -3'600'000'000,
                                                   2'000, 500'000'000, 3'600'000'000};
  clock_.step_to(clock_.now() + microseconds(kBy.at(random.below(kBy.size()))));
  if (one_in(random, 3)) store_->accept_clock();
  model_.note_time(clock_.now());
}

void Run::aim(Random& random) {
  std::vector<TableId> kept;
  for (const auto& [id, table] : model_.tables()) {
    if (id != kCatalog && table.live() && table.state.history.kept && !table.touched.empty()) {
      kept.push_back(id);
    }
  }
  if (kept.empty()) return tick(random);
  const TableId id = kept[random.below(kept.size())];
  const ModelTable& table = *model_.table(id);
  const std::size_t back = random.below(std::min<std::size_t>(table.touched.size(), 12));
  const Timestamp beside =
      std::prev(table.touched.end(), static_cast<std::ptrdiff_t>(back + 1))->at +
      microseconds(static_cast<std::int64_t>(random.below(3)) - 1);
  const Timestamp target = beside + table.state.history.period;
  if (target > clock_.now()) clock_.advance(target - clock_.now());
  do_now(attempts_.write(random));
  if (one_in(random, 2)) flush_or_fail(store_->flush(), "flush");
  for (int pieces = 0; pieces < 50 && !over(); ++pieces) {
    const auto more = store_->housekeeping_piece();
    if (!more) return fail("housekeeping: " + to_text(more.error()));
    if (!more.value()) break;
  }
  if (over() || model_.table(id) == nullptr || !model_.table(id)->live()) return;
  const auto window = store_->window(id);
  if (!window) return fail("window: " + to_text(window.error()));
  verdict_.window(table);
  verdict_.instant(id, window.value().earliest, random);
  verdict_.instant(id, window.value().earliest + microseconds(1), random);
}

void Run::housekeep(Random& random) {
  model_.note_time(clock_.now());
  const bool in_doubt = store_->metrics().clock_in_doubt;
  const auto before = floors();
  for (std::uint64_t left = 1 + random.below(12); left > 0 && !over(); --left) {
    const auto more = store_->housekeeping_piece();
    if (!more) return fail("housekeeping: " + to_text(more.error()));
    if (!more.value()) break;
  }
  if (over()) return;
  if (in_doubt && floors() != before) return fail("a floor moved while the clock is in doubt");
  verdict_.catalog_rows();
}

std::map<TableId, Timestamp> Run::floors() const {
  std::map<TableId, Timestamp> result;
  for (const auto& table : store_->tables()) {
    if (table.history.kept && !table.dropped_at) result[table.id] = table.history.floor;
  }
  return result;
}

void Run::materialise(Random& random) {
  std::vector<Copying> copies;
  for (const auto& [id, job] : model_.jobs()) {
    if (job.kind == "materialise") copies.push_back(Copying::of(job));
  }
  if (!copies.empty() && !one_in(random, 4)) {
    return continue_copy(copies[random.below(copies.size())], random);
  }
  std::vector<const ModelTable*> leaning;
  for (const auto& [id, table] : model_.tables()) {
    const auto& beneath = table.state.beneath;
    const bool leans = std::ranges::any_of(
        beneath, [](const StratumRef& stratum) { return stratum.at != Timestamp::max(); });
    const TableId wanted = id;
    const bool copied =
        std::ranges::any_of(copies, [wanted](const Copying& copy) { return copy.table == wanted; });
    if (table.live() && leans && !copied) leaning.push_back(&table);
  }
  if (!leaning.empty()) start_copy(*leaning[random.below(leaning.size())]);
}

void Run::start_copy(const ModelTable& table) {
  const TableId id = table.state.id;
  do_now(
      attempts_.make(fmt::format("start copying beneath table {}", id.value), {}, [id](Look& look) {
        const auto state = look.view().table(id);
        if (!state || state->dropped_at) return false;
        const Copying copying{fmt::format("copy-{}", id.value), id, KeyspaceId{look.fresh_id()},
                              ""};
        look.changes().new_bases.push_back({copying.base, id});
        look.changes().jobs.push_back(copying.row(look.view().now()));
        return true;
      }));
}

void Run::continue_copy(Copying copying, Random& random) {
  const ModelTable* table = model_.table(copying.table);
  if (table == nullptr || !table->live()) {
    return do_now(attempts_.make("give up copying", {}, [copying](Look& look) {
      look.changes().finished_jobs.push_back(copying.job);
      look.changes().abandoned_bases.push_back(copying.base);
      return true;
    }));
  }
  const auto piece = store_->materialise_piece(copying.table, copying.base, copying.cursor);
  if (over()) return;
  if (!piece) return fail("materialise: " + to_text(piece.error()));
  copying.cursor = piece.value().cursor;
  if (!piece.value().last) {
    if (one_in(random, 4)) return;  // forgets the cursor: the piece is copied again
    return do_now(attempts_.make("save cursor", {}, [copying](Look& look) {
      look.changes().jobs.push_back(copying.row(look.view().now()));
      return true;
    }));
  }
  if (one_in(random, 3)) return;  // copies again, or crashes, before the exchange
  if (one_in(random, 2)) hold(random, copying.table);
  do_now(attempts_.make(
      fmt::format("exchange beneath table {}", copying.table.value), {}, [copying](Look& look) {
        const auto state = look.view().table(copying.table);
        if (!state || state->dropped_at) return false;
        look.changes().strata.push_back({copying.table, {StratumRef{copying.base}}});
        look.changes().finished_jobs.push_back(copying.job);
        return true;
      }));
  ++report_.exchanges;
  if (over()) return;
  verdict_.newest(*model_.table(copying.table), random);
  verdict_.instant(copying.table, model_.table(copying.table)->state.created_at, random);
}

void Run::hold(Random& random, TableId id) {
  const ModelTable& table = *model_.table(id);
  if (held_.size() >= 3 || model_.may_be_gone(table)) return;
  const Direction direction = one_in(random, 2) ? Direction::kForward : Direction::kBackward;
  const Part part = id == kCatalog ? kMarkers : kItems;
  const Range range{id, part, "", ""};
  const Timestamp at = verdict_.instant_of(table, random);
  const bool newest = table.live() && one_in(random, 3);
  if (!newest && verdict_.expected(id, at) != Verdict::Expected::kAnswer) return;
  auto scan = newest ? store_->scan(range, direction) : store_->scan_as_of(range, at, direction);
  if (!scan) return fail("a scan to hold: " + to_text(scan.error()));
  if (!newest) verdict_.closed(at);
  held_.push_back(
      {std::move(scan).value(),
       part_of(model_.listing(id, part, newest ? Timestamp::max() : at), "", "", direction),
       fmt::format("scan held on table {} at {}", id.value,
                   newest ? "now" : std::to_string(at.micros))});
  verdict_.read_some(held_.back(), random.below(4));
}

void Run::low_disk(Random& random) {
  disk_low_ = true;
  disk_->set_free_space(1000);
  clock_.advance(micros(2'000'000));
  const AttemptPtr write = attempts_.write(random);
  do_now(write);
  if (!over() && std::holds_alternative<Committed>(*write->outcome)) {
    return fail("written below the disk reserve");
  }
  do_now(attempts_.unpin(random));
  verdict_.something(random);
  disk_low_ = false;
  disk_->set_free_space(1ull << 40);
  clock_.advance(micros(2'000'000));
  model_.note_time(clock_.now());
}

void Run::arm(Random& random) {
  if (one_in(random, 5)) {
    failpoint_seed_ = random.next();
    failpoints_left_ = 1 + random.below(10);
    return;
  }
  if (one_in(random, 4)) {
    const std::lock_guard lock(mutex_);
    crash_at_answer_ = 1 + random.below(6);
    answer_seed_ = random.next();
    return;
  }
  static constexpr std::array<CrashPoint::Kind, 5> kKinds{
      CrashPoint::kWalAppend, CrashPoint::kWalSync, CrashPoint::kDirectorySync,
      CrashPoint::kAnyChange, CrashPoint::kAnyChange};
  const CrashPoint::Kind kind = kKinds.at(random.below(kKinds.size()));
  disk_->arm({kind, 1 + random.below(kind == CrashPoint::kAnyChange ? 60 : 8), random.next()});
}

// --- attempts ---

void Run::submit(const AttemptPtr& attempt) {
  attempt->must_exceed = std::max(model_.last_commit(), model_.closed());
  attempt->disk_low = disk_low_;
  in_flight_.push_back(attempt);
  {
    const std::lock_guard lock(mutex_);
    ++unanswered_;
  }
  store_->transact(
      attempt->keys,
      [attempt](View& view) -> Decision {
        attempt->trace = {};
        attempt->trace.now = view.now();
        Look look(view, attempt->trace);
        if (!attempt->decide(look)) return Refused{};
        attempt->trace.changes = look.changes();
        return std::move(look.changes());
      },
      [this, attempt](const Outcome& outcome) { told(*attempt, outcome); });
}

void Run::submit_as_group(const std::vector<AttemptPtr>& attempts) {
  Gate gate;
  const auto door = attempts_.make("gate", {}, [&gate](Look&) {
    gate.pass();
    return false;
  });
  submit(door);
  for (const auto& attempt : attempts) submit(attempt);
  gate.open();
  settle();
}

void Run::do_now(const AttemptPtr& attempt) {
  submit(attempt);
  settle();
}

void Run::told(Attempt& attempt, const Outcome& outcome) {
  const std::lock_guard lock(mutex_);
  attempt.outcome = outcome;
  attempt.told = !disk_->crashed();
  if (crash_at_answer_ > 0 && --crash_at_answer_ == 0) disk_->crash_now(answer_seed_);
  --unanswered_;
  answered_.notify_all();
}

void Run::settle() {
  {
    std::unique_lock lock(mutex_);
    if (!answered_.wait_for(lock, std::chrono::seconds(30), [&] { return unanswered_ == 0; })) {
      std::fprintf(stderr, "seed %llu: a call was not answered within 30 s\n",
                   static_cast<unsigned long long>(plan_.seed));
      std::abort();
    }
  }
  if (disk_->crashed()) return;  // restart() settles what is in flight
  for (const auto& attempt : in_flight_) {
    if (!verdict_.failure()) judge(*attempt);
  }
  in_flight_.clear();
  model_.note_time(clock_.now());
}

void Run::judge(Attempt& attempt) {
  const Trace& trace = attempt.trace;
  for (const auto& seen : trace.seen) {
    const ModelTable* table = model_.table(seen.key.table);
    const bool live = table != nullptr && table->live();
    if (seen.no_table == live) {
      return fail(fmt::format("{}: table {} was {}seen", attempt.what, seen.key.table.value,
                              live ? "not " : ""));
    }
    if (live && seen.version != model_.row(seen.key, Timestamp::max())) {
      return fail(fmt::format("{}: decided on what is not the newest state", attempt.what));
    }
  }
  for (const auto& [table, part, tally] : trace.tallies) {
    if (tally != model_.tally(table, part, Timestamp::max())) {
      return fail(fmt::format("{}: saw a wrong tally", attempt.what));
    }
  }
  judge_sights(attempt);
  if (const auto* error = std::get_if<Error>(&*attempt.outcome))
    return judge_error(attempt, *error);
  if (std::holds_alternative<Refused>(*attempt.outcome)) {
    if (trace.changes) fail(attempt.what + ": committed, told refused");
    ++report_.refusals;
    return;
  }
  committed(attempt, std::get<Committed>(*attempt.outcome).at);
}

// What View::strata_at let through or refused.
void Run::judge_sights(const Attempt& attempt) {
  for (const auto& [id, at, error] : attempt.trace.sights) {
    const ModelTable* table = model_.table(id);
    const Timestamp before = attempt.trace.now - microseconds(1);
    const bool in_life = table != nullptr && at >= table->state.created_at && at <= before &&
                         (table->live() || at < *table->state.dropped_at);
    const bool known = in_life && !model_.may_be_gone(*table);
    const bool pinned = known && model_.pinned(id, at);
    const bool in_window = known && table->state.history.kept && at >= table->floor_limit;
    const bool first = attempt.trace.changes && attempt.trace.changes->first_in_group;
    const bool is_now = known && table->live() && at == before;
    if (error && (pinned || in_window || (is_now && first))) {
      return fail(fmt::format("{}: refused: {}", attempt.what, to_text(*error)));
    }
    // A decision later in its group may still name the instant before the group.
    const Timestamp last = group_at_ < attempt.trace.now ? group_at_ : earlier_group_at_;
    const bool lost =
        known && !table->state.history.kept && !model_.referenced(id, at) && !is_now && at < last;
    if (!error && (!in_life || lost)) {
      return fail(fmt::format("{}: let through an instant that is not kept", attempt.what));
    }
  }
}

void Run::judge_error(const Attempt& attempt, const Error& error) {
  const auto& changes = attempt.trace.changes;
  const bool makes_room = changes && changes->makes_room;
  if (error.code == Code::kBusy && attempt.disk_low && !makes_room) return;
  if (error.code == Code::kLimit && attempt.over_limit) return;
  if (error.code == Code::kNotFound && changes && !model_.targets_live(*changes)) return;
  fail(fmt::format("{}: {}", attempt.what, to_text(error)));
}

void Run::committed(Attempt& attempt, Timestamp at) {
  const Trace& trace = attempt.trace;
  if (!trace.changes) return fail(attempt.what + ": refused, told committed");
  if (attempt.over_limit) return fail(attempt.what + ": must be refused");
  if (!model_.targets_live(*trace.changes)) {
    return fail(attempt.what + ": wrote to a table that is gone");
  }
  if (at != trace.now) return fail(attempt.what + ": committed at another time than it was told");
  if (at <= attempt.must_exceed) {
    return fail(fmt::format("{}: commit time {} is not after {}", attempt.what, at.micros,
                            attempt.must_exceed.micros));
  }
  if (at < group_at_ || (at == group_at_ && trace.changes->first_in_group)) {
    return fail(
        fmt::format("{}: commit time {} follows {}", attempt.what, at.micros, group_at_.micros));
  }
  if (at > std::max(clock_.now(), attempt.must_exceed) + micros(10'000'000)) {
    return fail(fmt::format("{}: commit time {} lies far ahead", attempt.what, at.micros));
  }
  for (const std::uint64_t id : trace.fresh_ids) {
    if (model_.id_was_used(id)) return fail(fmt::format("number {} was handed out twice", id));
  }
  if (at > group_at_) earlier_group_at_ = std::exchange(group_at_, at);
  model_.apply(*trace.changes, at, trace.origin);
  for (const std::uint64_t id : trace.fresh_ids) model_.use_id(id);
  for (const auto& made : trace.changes->new_tables)
    report_.branches += made.beneath.empty() ? 0 : 1;
  report_.drops += trace.changes->drops.size();
  ++report_.commits;
}

// After a crash, in the order of submission: what was answered must be so; of the rest each may be
// either way, but nothing without what came before it.
void Run::resolve() {
  std::optional<std::string> lost;
  for (const auto& attempt : in_flight_) {
    if (verdict_.failure()) break;
    const bool answered = attempt->told && attempt->outcome;
    if (answered && !std::holds_alternative<Committed>(*attempt->outcome)) {
      judge(*attempt);
      continue;
    }
    if (!attempt->trace.changes) continue;
    if (!took_place(*attempt)) {
      if (answered) return fail(attempt->what + ": acknowledged, and lost by the crash");
      const bool would_fail = attempt->over_limit || !model_.targets_live(*attempt->trace.changes);
      if (!would_fail && !attempt->disk_low) lost = attempt->what;
      ++report_.unknown_lost;
      continue;
    }
    if (lost) return fail(attempt->what + ": survived the crash without the earlier " + *lost);
    if (!answered) {
      attempt->outcome = Committed{attempt->trace.now};
      ++report_.unknown_kept;
    }
    judge(*attempt);
  }
  in_flight_.clear();
  model_.note_time(clock_.now());
}

bool Run::took_place(const Attempt& attempt) {
  const auto mark = store_->read(marker_of(attempt.id));
  if (!mark) fail("marker: " + to_text(mark.error()));
  return mark && mark.value() && mark.value()->value == std::to_string(attempt.id) &&
         mark.value()->written_at == attempt.trace.now;
}

bool fails(const Plan& plan) {
  return run_plan(plan).failure.has_value();
}

}  // namespace

const char* name_of(OpKind kind) {
  static constexpr std::array<const char*, 20> kNames{
      "transact",  "watch",       "tick",     "step clock", "aim",   "flush",       "compact",
      "housekeep", "create",      "branch",   "drop",       "pin",   "materialise", "ask",
      "hold scan", "let go scan", "low disk", "arm crash",  "crash", "reopen"};
  return kNames.at(static_cast<std::size_t>(kind));
}

Plan plan_of(std::uint64_t seed) {
  static constexpr std::array<std::pair<OpKind, std::uint64_t>, 15> kWeights{{
      {OpKind::kTransact, 38},
      {OpKind::kWatch, 4},
      {OpKind::kTick, 12},
      {OpKind::kStep, 3},
      {OpKind::kAim, 5},
      {OpKind::kFlush, 3},
      {OpKind::kCompact, 1},
      {OpKind::kHousekeep, 4},
      {OpKind::kBranch, 2},
      {OpKind::kPin, 2},
      {OpKind::kMaterialise, 12},
      {OpKind::kAsk, 8},
      {OpKind::kHold, 2},
      {OpKind::kLetGo, 3},
      {OpKind::kLowDisk, 1},
  }};
  SeededRandom random(seed);
  Plan plan{seed, {}};
  for (std::size_t number = 0; number < kOperations; ++number) {
    std::uint64_t dice = random.below(100);
    std::size_t kind = 0;
    while (dice >= kWeights.at(kind).second) dice -= kWeights.at(kind++).second;
    plan.ops.push_back({number, kWeights.at(kind).first, random.next()});
  }
  const auto force = [&](std::size_t number, OpKind kind) { plan.ops[number].kind = kind; };
  force(0, OpKind::kCreate);
  force(1, OpKind::kCreate);
  for (const std::size_t at : {30u, 110u, 190u, 270u}) force(at, OpKind::kBranch);
  for (const std::size_t at : {170u, 330u}) force(at, OpKind::kDrop);
  for (const std::size_t at : {60u, 125u, 180u, 240u, 300u, 350u, 400u}) {
    const std::size_t early = 2 + random.below(10);
    force(at - early, OpKind::kArm);
    force(at, OpKind::kCrash);
  }
  force(220, OpKind::kReopen);
  return plan;
}

RunReport run_plan(const Plan& plan) {
  set_log_level(LogLevel::kError);  // a clock that steps back is the run's daily bread
  return Run(plan).run();
}

Plan shrink(Plan plan, const RunReport& report, std::chrono::seconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  std::erase_if(plan.ops, [&](const Op& op) { return op.number > report.failed_at; });
  for (std::size_t share = plan.ops.size() / 2; share > 0; share /= 2) {
    for (std::size_t from = 0; from < plan.ops.size();) {
      if (std::chrono::steady_clock::now() > until) return plan;
      Plan shorter = plan;
      const auto first = shorter.ops.begin() + static_cast<std::ptrdiff_t>(from);
      shorter.ops.erase(
          first, first + static_cast<std::ptrdiff_t>(std::min(share, shorter.ops.size() - from)));
      if (fails(shorter)) {
        plan = std::move(shorter);
      } else {
        from += share;
      }
    }
  }
  return plan;
}

std::string replay_line(const Plan& plan, const RunReport& report) {
  return fmt::format("./dev crash --seed {} --stop-at {}", plan.seed, report.failed_at + 1);
}

std::string describe(const Plan& plan) {
  std::string text;
  for (const Op& op : plan.ops) text += fmt::format("  {} {}\n", op.number, name_of(op.kind));
  return text;
}

}  // namespace tidemark::storage::testing
