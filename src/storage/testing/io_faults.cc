// One life of a store on a disk with one fault in it, and the look at what it left.
//
//   io_faults live DIR write|sync|read|space|none N     the N-th call of that kind fails
//   io_faults verify DIR                                on the healthy disk: everything
//                                                       acknowledged is there, and it is sound
//
// `live` notes in DIR.told what it is about to ask and what was acknowledged. It exits with
//   0 the life ended in good order   3 it was told something wrong   69 the store refused to open
//   74 the disk failed and ended the process, as the store does in a server
// tests/crash/io_fault_test.py runs it for N = 1, 2, ….
#include "base/clock.h"
#include "base/random.h"
#include "codec/ordered_bytes.h"
#include "storage/environment.h"
#include "storage/family_walk.h"
#include "storage/stopped_store.h"
#include "storage/store.h"
#include "storage/testing/fault_fs.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <map>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

namespace tidemark::storage::testing {

namespace {

using std::chrono::seconds;

constexpr int kWrong = 3;
constexpr int kRefusedToOpen = 69;
constexpr Timestamp kStart{1'790'000'000'000'000};
constexpr TableId kOrders{16};  // the first number a store gives out

[[noreturn]] void wrong(const std::string& what) {
  fmt::print("{}\n", what);
  std::fflush(stdout);
  std::_Exit(kWrong);
}

KeyRef key_of(TableId table, const std::string& name) {
  return {table, kItems, codec::ordered(name)};
}

std::string value_of(std::uint64_t seed) {
  return fmt::format("{}:", seed) +
         std::string(200 + seed % 400, static_cast<char>('a' + seed % 26));
}

// Lines that outlive the process: written whole, in order.
class Told {
 public:
  explicit Told(const std::string& path)
      : file_(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644)) {}

  ~Told() { ::close(file_); }

  void say(const std::string& line) {
    const std::string whole = line + "\n";
    if (::write(file_, whole.data(), whole.size()) != static_cast<ssize_t>(whole.size())) {
      wrong("the notes cannot be written");
    }
  }

 private:
  int file_;
};

class Life {
 public:
  Life(std::string directory, FaultFs::Plan plan)
      : directory_(std::move(directory)),
        disk_(FaultFs::over_default(plan)),
        told_(directory_ + ".told") {}

  void run() {
    open();
    make_table();
    write_many(12);
    attempt("flush", [&] { return store_->flush(); });
    write_many(8);
    pin_and_branch();
    write_many(6);
    attempt("flush", [&] { return store_->flush(); });
    trim();
    attempt("compact", [&] { return store_->compact(); });
    write_many(4);
    close();
    open();
    write_many(4);
    read_all();
    close();
    fmt::print("{}\n", disk_->calls());
  }

 private:
  void open() {
    EnvironmentOptions options;
    options.block_cache_bytes = 1u << 20;
    options.background_threads = 1;
    options.file_system = disk_;
    environment_ = std::make_unique<Environment>(options);
    auto opened = Store::open(directory_, *environment_, clock_, {.trust_clock = true});
    if (!opened) {
      fmt::print("open: {}\n", opened.error().message);
      std::fflush(stdout);
      std::_Exit(kRefusedToOpen);
    }
    store_ = std::move(opened).value();
  }

  void close() {
    store_.reset();
    environment_.reset();
  }

  // Nothing was promised: an error is as good an answer.
  template <class Work>
  void attempt(const char*, Work work) {
    const auto answer = work();
    refused_ += answer ? 0 : 1;
  }

  std::optional<Timestamp> commit(const Decide& decide) {
    clock_.advance(seconds(1));
    const Outcome outcome = store_->transact_and_wait({}, decide);
    if (const auto* committed = std::get_if<Committed>(&outcome)) return committed->at;
    ++refused_;
    if (disk_->full() && ++refused_while_full_ >= 4) {
      read_all();  // reads go on
      disk_->make_room();
    }
    return std::nullopt;
  }

  void make_table() {
    const auto made = commit([&](View& view) -> Decision {
      Changes changes;
      const History kept{
          .kept = true, .period = std::chrono::hours(1), .floor = {}, .changes_from = {}};
      changes.new_tables.push_back({view.new_table_id(), kept, {}, {}});
      return changes;
    });
    if (made) told_.say("table");
    has_table_ = made.has_value();
  }

  void write_many(int count) {
    for (int i = 0; i < count; ++i) write();
  }

  void write() {
    if (!has_table_) return make_table();
    const std::string name = fmt::format("k{}", random_.below(9));
    const bool removes = random_.below(5) == 0;
    const std::uint64_t seed = ++last_seed_;
    told_.say(fmt::format("try {} {}", name, removes ? 0 : seed));
    const auto at = commit([&](View&) -> Decision {
      Changes changes;
      if (removes) {
        changes.remove(key_of(kOrders, name));
      } else {
        changes.put(key_of(kOrders, name), value_of(seed));
      }
      return changes;
    });
    told_.say(at ? fmt::format("done {}", at->micros) : std::string("refused"));
    if (!at) return;
    expected_[name] = removes ? 0 : seed;
  }

  void read_all() {
    for (const auto& [name, seed] : expected_) {
      const auto found = store_->read(key_of(kOrders, name));
      if (!found) {
        ++refused_;
      } else if (found.value().has_value() != (seed != 0) ||
                 (seed != 0 && found.value()->value != value_of(seed))) {
        wrong("a read showed something else than was acknowledged: " + name);
      }
    }
  }

  void pin_and_branch() {
    TableId branch;
    const auto made = commit([&](View& view) -> Decision {
      const auto sees = view.strata_at(kOrders, view.before());
      if (!sees) return Refused{};
      Changes changes;
      changes.first_in_group = true;
      changes.pins.push_back({"held", kOrders, view.before(), sees.value()});
      branch = view.new_table_id();
      changes.new_tables.push_back({branch, {}, sees.value(), {}});
      changes.new_bases.push_back({{view.new_table_id().value}, branch});
      return changes;
    });
    if (!made) return;
    std::string cursor;
    for (bool last = false; !last;) {
      const auto piece = store_->materialise_piece(branch, {branch.value + 1}, cursor);
      if (!piece) return;
      cursor = piece.value().cursor;
      last = piece.value().last;
    }
    commit([&](View&) -> Decision {
      Changes changes;
      changes.strata.push_back({branch, {{{branch.value + 1}}}});
      return changes;
    });
    commit([&](View&) -> Decision {
      Changes changes;
      changes.drops.push_back(branch);
      return changes;
    });
  }

  void trim() {
    clock_.advance(std::chrono::hours(2));
    write();
    for (int pieces = 0; pieces < 50; ++pieces) {
      const auto more = store_->housekeeping_piece();
      if (!more || !more.value()) return;
    }
  }

  std::string directory_;
  std::shared_ptr<FaultFs> disk_;
  Told told_;
  SimulatedClock clock_{kStart};
  SeededRandom random_{4711};
  std::unique_ptr<Environment> environment_;
  std::unique_ptr<Store> store_;
  bool has_table_ = false;
  std::uint64_t last_seed_ = 0;
  std::map<std::string, std::uint64_t> expected_;  // 0: deleted
  int refused_ = 0;
  int refused_while_full_ = 0;
};

// What the notes say must be there.
struct Promise {
  bool table = false;
  std::map<std::string, std::uint64_t> last;
  std::optional<std::pair<std::string, std::uint64_t>> in_flight;
  std::vector<std::pair<Timestamp, std::map<std::string, std::uint64_t>>> states;
};

Promise read_promise(const std::string& path) {
  Promise promise;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string word;
    words >> word;
    if (word == "table") promise.table = true;
    if (word == "try") {
      promise.in_flight.emplace();
      words >> promise.in_flight->first >> promise.in_flight->second;
    }
    if (word == "refused") promise.in_flight.reset();
    if (word != "done" || !promise.in_flight) continue;
    promise.last[promise.in_flight->first] = promise.in_flight->second;
    promise.in_flight.reset();
    Timestamp at;
    words >> at.micros;
    promise.states.emplace_back(at, promise.last);
  }
  return promise;
}

bool shows(const Result<std::optional<Version>>& found, std::uint64_t seed) {
  if (!found) return false;
  if (seed == 0) return !found.value().has_value();
  return found.value() && found.value()->value == value_of(seed);
}

void verify_soundness(const std::string& directory, Environment& environment) {
  const auto stopped = StoppedStore::open(directory, environment);
  if (!stopped) {
    if (stopped.error().code == Code::kNotFound) return;
    wrong("cannot be looked at: " + stopped.error().message);
  }
  Findings findings;
  walk_families(*stopped.value(), findings);
  if (findings.empty()) return;
  const Finding& first = findings.all().front();
  wrong(fmt::format("not sound: {} {} {}", first.rule, first.table, first.what));
}

void verify(const std::string& directory) {
  const Promise promise = read_promise(directory + ".told");
  Environment environment({.block_cache_bytes = 1u << 20,
                           .background_threads = 1,
                           .file_system = {},
                           .on_disk_failure = {}});
  verify_soundness(directory, environment);
  SimulatedClock clock(kStart + std::chrono::hours(3));
  const auto store = Store::open(directory, environment, clock, {.trust_clock = true});
  if (!store) wrong("does not open on the healthy disk: " + store.error().message);
  if (!promise.table) return;
  const auto window = store.value()->window(kOrders);
  if (!window) wrong("the table is gone");
  for (const auto& [name, seed] : promise.last) {
    const auto found = store.value()->read(key_of(kOrders, name));
    const bool in_flight = promise.in_flight && promise.in_flight->first == name;
    if (shows(found, seed) || (in_flight && shows(found, promise.in_flight->second))) continue;
    wrong("an acknowledged write is not there: " + name);
  }
  for (const auto& [at, state] : promise.states) {
    if (at < window.value().earliest) continue;
    for (const auto& [name, seed] : state) {
      if (!shows(store.value()->read_as_of(key_of(kOrders, name), at), seed)) {
        wrong(fmt::format("as of {} something else is shown: {}", at.micros, name));
      }
    }
  }
}

FaultFs::Kind kind_of(const std::string& word) {
  const std::map<std::string, FaultFs::Kind> kinds = {{"none", FaultFs::kNone},
                                                      {"write", FaultFs::kWrite},
                                                      {"sync", FaultFs::kSync},
                                                      {"read", FaultFs::kRead},
                                                      {"space", FaultFs::kSpace}};
  const auto found = kinds.find(word);
  if (found == kinds.end()) wrong("no such fault: " + word);
  return found->second;
}

}  // namespace

}  // namespace tidemark::storage::testing

int main(int argc, char** argv) {
  using namespace tidemark::storage::testing;
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() == 2 && words[0] == "verify") {
    verify(words[1]);
    return 0;
  }
  if (words.size() != 4 || words[0] != "live") wrong("io_faults live DIR KIND N | verify DIR");
  Life(words[1], {kind_of(words[2]), std::strtoull(words[3].c_str(), nullptr, 10)}).run();
  return 0;
}
