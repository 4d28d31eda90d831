#include "tests/histories/bank.h"

#include "base/check.h"
#include "base/clock.h"
#include "base/random.h"
#include "codec/ordered_bytes.h"
#include "storage/environment.h"
#include "storage/store.h"
#include "storage/testing/crash_fs.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <memory>
#include <mutex>
#include <thread>

namespace tidemark::histories {
namespace {

using storage::Changes;
using storage::Decision;
using storage::Direction;
using storage::KeyRef;
using storage::Outcome;
using storage::TableId;
using storage::View;
using storage::testing::CrashFs;

constexpr std::uint32_t kAccounts = 8;
constexpr Value kEach = 100;
constexpr std::uint32_t kMovers = 4;
constexpr Time kTremble = 3000;

// The time of the clients, and of the store up to a tremble: it steps back by up to three
// milliseconds, and never runs ahead.
class TremblingClock final : public Clock {
 public:
  [[nodiscard]] Time exact() const { return 1'790'000'000'000'000 + real_.since_boot().count(); }

  [[nodiscard]] Timestamp now() const override {
    const Time at = exact();
    return {at - (at / 256 * 1237) % kTremble};
  }

  [[nodiscard]] std::chrono::microseconds since_boot() const override { return real_.since_boot(); }

 private:
  SystemClock real_;
};

std::string name_of(Key account) {
  return fmt::format("account{}", account);
}

// What happened, by whom ever.
class Book {
 public:
  void write(Op op) {
    const std::lock_guard lock(mutex_);
    history_.ops.push_back(std::move(op));
  }

  void write(PastRead read) {
    const std::lock_guard lock(mutex_);
    instants_.push_back(read.at);
    history_.past.push_back(std::move(read));
  }

  void instant(Time at) {
    const std::lock_guard lock(mutex_);
    instants_.push_back(at);
  }

  // One that somebody has asked about, or at which something was written.
  std::optional<Time> some_instant(Random& random) {
    const std::lock_guard lock(mutex_);
    if (instants_.empty()) return std::nullopt;
    // Mostly of late.
    const std::uint64_t span =
        random.below(4) == 0 ? instants_.size() : std::min<std::size_t>(instants_.size(), 50);
    return instants_[instants_.size() - 1 - random.below(span)];
  }

  History& history() { return history_; }

 private:
  std::mutex mutex_;
  History history_;
  std::vector<Time> instants_;
};

// A decision under way: filled on the committer's thread, read after it was told or the store is
// gone.
struct Move {
  Op op;
  bool decided = false;
  bool told = false;
};

class Bank {
 public:
  explicit Bank(const BankPlan& plan) : plan_(plan), disk_(CrashFs::empty()) {}

  BankReport run();

 private:
  void open();
  void close();
  void make_table();
  void live(int life);
  void move_money(std::uint32_t client, Random& random);
  std::shared_ptr<Move> submit(std::uint32_t client, Random& random);
  void look(Random& random, int pull_at, std::uint64_t seed);
  void look_back(Random& random);
  void check_sum(const std::vector<Read>& reads, const std::string& what);
  std::optional<std::vector<Read>> look_at_branch(Timestamp at);
  std::optional<std::vector<Read>> accounts_in(Result<storage::Scan> scan);
  void settle(Time died);
  void read_commits();
  void note(std::string problem);

  [[nodiscard]] KeyRef row(Key account) const {
    return {table_, storage::kItems, codec::ordered(name_of(account))};
  }

  const BankPlan plan_;
  TremblingClock clock_;
  std::shared_ptr<CrashFs> disk_;
  std::unique_ptr<storage::Environment> environment_;
  std::unique_ptr<storage::Store> store_;
  TableId table_;
  Book book_;
  Time opened_at_ = 0;
  std::atomic<int> left_{0};
  std::uint64_t branches_ = 0;
  std::mutex mutex_;
  std::vector<std::shared_ptr<Move>> moves_;
  BankReport report_;
};

void Bank::note(std::string problem) {
  const std::lock_guard lock(mutex_);
  if (!report_.problem) report_.problem = std::move(problem);
}

void Bank::open() {
  storage::EnvironmentOptions options;
  options.block_cache_bytes = 4u << 20;
  options.write_buffer_bytes = 8u << 20;
  options.background_threads = 1;
  options.file_system = disk_;
  environment_ = std::make_unique<storage::Environment>(options);
  auto opened = storage::Store::open("/store", *environment_, clock_, {});
  if (!opened) check_failed(to_text(opened.error()).c_str(), __FILE__, __LINE__);
  store_ = std::move(opened).value();
}

void Bank::close() {
  store_.reset();
  environment_.reset();
}

void Bank::make_table() {
  Op op{.client = 0, .invoked = clock_.exact(), .what = "open the accounts"};
  for (Key account = 0; account < kAccounts; ++account) op.writes.push_back({account, kEach});
  const Outcome made = store_->transact_and_wait({}, [&](View& view) -> Decision {
    table_ = view.new_table_id();
    Changes changes;
    changes.new_tables.push_back(
        {table_,
         {.kept = true, .period = std::chrono::hours(24), .floor = view.now(), .changes_from = {}},
         {},
         {}});
    for (Key account = 0; account < kAccounts; ++account) {
      changes.put(row(account), std::to_string(kEach));
    }
    return changes;
  });
  op.returned = clock_.exact();
  op.at = opened_at_ = std::get<storage::Committed>(made).at.micros;
  book_.write(std::move(op));
}

// Takes from one account and gives to one or two others, unless there is too little.
std::shared_ptr<Move> Bank::submit(std::uint32_t client, Random& random) {
  std::vector<Key> accounts;
  while (accounts.size() < 2 + random.below(2)) {
    const Key account = static_cast<Key>(random.below(kAccounts));
    if (std::ranges::find(accounts, account) == accounts.end()) accounts.push_back(account);
  }
  const Value amount = 1 + static_cast<Value>(random.below(30));
  auto move = std::make_shared<Move>();
  move->op = {.client = client, .what = fmt::format("move {}", amount)};
  std::vector<KeyRef> keys;
  for (const Key account : accounts) keys.push_back(row(account));
  const auto decide = [move, keys, accounts, amount](View& view) -> Decision {
    move->decided = true;
    move->op.reads.clear();
    move->op.writes.clear();
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const auto version = view.get(keys[i]);
      const bool there = version && version.value();
      move->op.reads.push_back({accounts[i], there ? std::stoll(version.value()->value) : kAbsent});
    }
    const Value given = amount * static_cast<Value>(keys.size() - 1);
    if (move->op.reads.front().value < given) return storage::Refused{};
    Changes changes;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const Value after = move->op.reads[i].value + (i == 0 ? -given : amount);
      move->op.writes.push_back({accounts[i], after});
      changes.put(keys[i], std::to_string(after));
    }
    return changes;
  };
  const auto over = std::make_shared<std::promise<void>>();
  move->op.invoked = clock_.exact();
  store_->transact(keys, decide, [this, move, over, disk = disk_](const Outcome& outcome) {
    // Told before the plug was pulled, or never.
    move->op.returned = clock_.exact();
    move->told = !std::holds_alternative<Error>(outcome) && !disk->crashed();
    if (const auto* committed = std::get_if<storage::Committed>(&outcome);
        move->told && committed) {
      move->op.at = committed->at.micros;
    }
    over->set_value();
  });
  over->get_future().wait();
  return move;
}

void Bank::move_money(std::uint32_t client, Random& random) {
  while (left_.fetch_sub(1) > 0 && !disk_->crashed()) {
    auto move = submit(client, random);
    if (move->op.at) book_.instant(*move->op.at);
    const std::lock_guard lock(mutex_);
    moves_.push_back(std::move(move));
  }
  left_ = 0;
}

std::optional<std::vector<Read>> Bank::accounts_in(Result<storage::Scan> scan) {
  if (!scan) {
    // The clock may have stepped back since somebody asked it for now.
    if (scan.error().message.find("ahead of the commit clock") == std::string::npos) {
      note(to_text(scan.error()));
    }
    return std::nullopt;
  }
  std::map<std::string, Value> held;
  for (; scan.value().valid(); scan.value().next()) {
    std::string_view key = scan.value().key();
    held[codec::take_ordered(key).value()] = std::stoll(std::string(scan.value().value()));
  }
  std::vector<Read> reads;
  for (Key account = 0; account < kAccounts; ++account) {
    const auto found = held.find(name_of(account));
    reads.push_back({account, found == held.end() ? kAbsent : found->second});
  }
  return reads;
}

// No money comes or goes: the oldest check of all, beside the checker's.
void Bank::check_sum(const std::vector<Read>& reads, const std::string& what) {
  Value sum = 0;
  for (const Read& read : reads) sum += read.value == kAbsent ? 0 : read.value;
  if (sum != kEach * kAccounts) note(fmt::format("{}: the accounts hold {} in all", what, sum));
}

// Also pulls the plug when so many decisions are left: in the middle of whatever is under way.
void Bank::look(Random& random, int pull_at, std::uint64_t seed) {
  while (left_ > 0 && !disk_->crashed()) {
    if (left_ < pull_at) disk_->crash_now(seed);
    Op op{.client = kMovers + 1, .invoked = clock_.exact(), .what = "look"};
    const bool one = random.below(3) == 0;
    if (one) {
      const Key account = static_cast<Key>(random.below(kAccounts));
      const auto version = store_->read(row(account));
      const bool there = version && version.value();
      op.reads = {{account, there ? std::stoll(version.value()->value) : kAbsent}};
    } else if (auto reads = accounts_in(
                   store_->scan({table_, storage::kItems, {}, {}}, Direction::kForward))) {
      op.reads = *std::move(reads);
    }
    op.returned = clock_.exact();
    if (disk_->crashed()) return;
    if (!one) check_sum(op.reads, "now");
    book_.write(std::move(op));
  }
}

std::optional<std::vector<Read>> Bank::look_at_branch(Timestamp at) {
  TableId branch;
  const auto make = [&](View& view) -> Decision {
    const auto strata = view.strata_at(table_, at);
    if (!strata) return storage::Refused{};
    branch = view.new_table_id();
    Changes changes;
    changes.new_tables.push_back({branch, {}, strata.value(), {}});
    return changes;
  };
  if (!std::holds_alternative<storage::Committed>(store_->transact_and_wait({}, make))) {
    return std::nullopt;  // not past yet
  }
  auto reads = accounts_in(store_->scan({branch, storage::kItems, {}, {}}, Direction::kForward));
  Changes gone;
  gone.drops.push_back(branch);
  store_->transact_and_wait({}, [&](View&) -> Decision { return gone; });
  return reads;
}

void Bank::look_back(Random& random) {
  while (left_ > 0 && !disk_->crashed()) {
    Timestamp at = store_->commit_clock();
    if (const auto some = book_.some_instant(random); some && random.below(3) != 0) {
      at.micros = *some - 1 + static_cast<Time>(random.below(3));
    }
    const bool branch = random.below(10) == 0;
    if (at > store_->commit_clock() || at.micros < opened_at_) continue;
    PastRead past{.client = kMovers + 2,
                  .invoked = clock_.exact(),
                  .at = at.micros,
                  .what = branch ? "looked at a branch" : "looked back"};
    auto reads = branch ? look_at_branch(at)
                        : accounts_in(store_->scan_as_of({table_, storage::kItems, {}, {}}, at,
                                                         Direction::kForward));
    past.returned = clock_.exact();
    if (disk_->crashed() || !reads) continue;
    check_sum(*reads, fmt::format("as of {}", at.micros));
    past.reads = *std::move(reads);
    if (branch) ++branches_;
    book_.write(std::move(past));
  }
}

// One life, from opening to the pulled plug.
void Bank::live(int life) {
  SeededRandom seeds(plan_.seed * 1000 + static_cast<std::uint64_t>(life));
  left_ = plan_.decisions_a_life;
  const std::uint64_t seed = seeds.next();
  const int pull_at = static_cast<int>(seeds.below(static_cast<std::uint64_t>(left_.load())));
  const bool by_hand = seeds.below(2) == 0;
  if (!by_hand) {
    const auto kind = seeds.below(2) == 0 ? storage::testing::CrashPoint::kWalSync
                                          : storage::testing::CrashPoint::kWalAppend;
    disk_->arm({kind, 1 + static_cast<std::uint64_t>(pull_at), seed});
  }
  std::vector<std::thread> threads;
  const auto start = [&](auto&& run) {
    threads.emplace_back([run, seed = seeds.next()] {
      SeededRandom random(seed);
      run(random);
    });
  };
  for (std::uint32_t client = 1; client <= kMovers; ++client) {
    start([this, client](Random& random) { move_money(client, random); });
  }
  start([this, pull_at, by_hand, seed](Random& random) {
    look(random, by_hand ? pull_at : 0, seed);
  });
  start([this](Random& random) { look_back(random); });
  for (std::thread& thread : threads) thread.join();
  disk_->crash_now(seed);
  settle(clock_.exact());
  auto rest = disk_->after_crash(seed);
  close();
  disk_ = std::move(rest);
  ++report_.crashes;
}

void Bank::settle(Time died) {
  for (const auto& move : moves_) {
    Op op = std::move(move->op);
    if (!move->told) {
      if (!move->decided || op.writes.empty()) continue;  // it did nothing, or said nothing
      ++report_.unanswered;
      op.answered = false;
      op.returned = died;
    } else {
      ++report_.decisions;
      if (op.writes.empty()) ++report_.refused;
    }
    book_.write(std::move(op));
  }
  moves_.clear();
}

// The store's own list of commits, each with what can still be read of it.
void Bank::read_commits() {
  History& history = book_.history();
  std::map<std::string, Key> accounts;
  for (Key account = 0; account < kAccounts; ++account) {
    accounts[row(account).key] = account;
    history.names[account] = name_of(account);
    history.commits[account] = {{opened_at_, kEach}};
  }
  const Timestamp from{opened_at_};
  const Timestamp until = store_->commit_clock();
  while (clock_.exact() <= until.micros + kTremble) {
  }
  std::optional<storage::Change> after;
  do {
    const auto page = store_->changes(table_, from, until, 1000, after);
    if (!page) return note(to_text(page.error()));
    for (const storage::Change& change : page.value().changes) {
      auto& commits = history.commits.at(accounts.at(change.key));
      // An earlier one of the same instant can no longer be seen.
      if (!commits.empty() && commits.back().at == change.at.micros) commits.back().value.reset();
      const auto version = store_->read_as_of({table_, storage::kItems, change.key}, change.at);
      if (!version) return note(to_text(version.error()));
      commits.push_back(
          {change.at.micros, version.value() ? std::stoll(version.value()->value) : kAbsent});
    }
    after = page.value().resume_after;
  } while (after);
}

BankReport Bank::run() {
  disk_->CreateDirIfMissing("/store", {}, nullptr).PermitUncheckedError();
  open();
  make_table();
  for (int life = 0; life < plan_.crashes; ++life) {
    live(life);
    open();
  }
  read_commits();
  close();
  for (const Op& op : book_.history().ops) report_.looks += op.what == "look" ? 1 : 0;
  report_.past_looks = book_.history().past.size();
  report_.branches = branches_;
  const Verdict verdict = check(book_.history());
  if (verdict.problem) {
    report_.problem = *verdict.problem + (report_.problem ? "\nand " + *report_.problem : "");
  }
  report_.happened = verdict.happened;
  report_.steps = verdict.steps;
  return report_;
}

}  // namespace

BankReport run_bank(const BankPlan& plan) {
  return Bank(plan).run();
}

}  // namespace tidemark::histories
