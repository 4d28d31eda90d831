// A store on the disk that is measured, with short words for filling it fast. Items have numbers;
// an item's value begins with its number and its round, so that every answer can be checked.
//
//   TM_TRY(auto store, MeasuredStore::open(directory));
//   TM_TRY(const TableId orders, store->make_table(MeasuredStore::kept()));
//   TM_TRY(const Timestamp loaded, store->fill(orders, 1'000'000, 0));
//
// Threads   One, beside those of the store.
#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "bench/slices.h"
#include "storage/environment.h"
#include "storage/store.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <semaphore>
#include <string>
#include <string_view>

namespace tidemark::bench {

inline constexpr std::size_t kItemBytes = 300;

// The key of item `number`: not in the order of the numbers, so that filling is no sorted load.
std::string item_key(std::uint64_t number);

// kItemBytes that compress about as items do; the same for the same arguments.
std::string item_value(std::uint64_t number, std::uint64_t round);

// Whether a value is item `number` as of `round`, by its first bytes.
bool is_item(std::string_view value, std::uint64_t number, std::uint64_t round);

class MeasuredStore {
 public:
  static Result<std::unique_ptr<MeasuredStore>> open(const std::string& directory);

  [[nodiscard]] storage::Store& operator*() { return *store_; }

  [[nodiscard]] storage::Store* operator->() { return store_.get(); }

  [[nodiscard]] Clock& clock() { return clock_; }

  static storage::History kept();

  Result<storage::TableId> make_table(const storage::History& history);

  // Puts items 0 … count - 1 as of `round`, in large commits; answers when the last was committed.
  Result<Timestamp> fill(storage::TableId table, std::uint64_t count, std::uint64_t round);
  // Every `stride`-th of them.
  Result<Timestamp> fill_some(storage::TableId table, std::uint64_t count, std::uint64_t stride,
                              std::uint64_t round);

  // Commits and waits. Errors: refused or failed.
  Result<Timestamp> commit(const storage::Decide& decide);

  // A table that reads as `source` did at `at`.
  Result<storage::TableId> branch(storage::TableId source, Timestamp at);
  // Copies what lies beneath and exchanges it, as a restore's job does.
  Status materialise(storage::TableId table);

  // On disk and compacted, so that what is measured next begins from rest.
  Status settle();

 private:
  explicit MeasuredStore(std::string directory) : directory_(std::move(directory)) {}

  std::string directory_;
  SystemClock clock_;
  storage::Environment environment_;
  std::unique_ptr<storage::Store> store_;
};

// So many commits under way at once, told of when they end; one thread starts them.
class InFlight {
 public:
  InFlight(storage::Store& store, int callers);
  ~InFlight();  // waits for all
  InFlight(const InFlight&) = delete;
  InFlight& operator=(const InFlight&) = delete;

  // Waits for a free caller. `decide` must outlive nothing but itself.
  void start(const storage::KeyRef& key, storage::Decide decide);

  // Waits for all of them; an Error if any failed or was refused.
  Status finish();

  // In milliseconds, of all that have ended; after finish().
  [[nodiscard]] std::vector<double> take_latencies() { return std::move(latencies_); }

 private:
  storage::Store& store_;
  int callers_;
  std::counting_semaphore<> free_;
  std::atomic<bool> failed_{false};
  std::string reason_;             // written once, before failed_
  std::vector<double> latencies_;  // the committer's thread alone appends
};

// Processor time of all threads of this process so far.
double process_cpu_seconds();

// Adds p50 and p99 to what a sample says.
void add_latencies(Sample& sample, std::vector<double> milliseconds);

// The error that a wrong answer is.
Error wrong(std::string_view what, std::uint64_t number);

}  // namespace tidemark::bench
