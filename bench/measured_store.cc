#include "bench/measured_store.h"

#include "codec/ordered_bytes.h"
#include "storage/changes.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <sys/resource.h>

namespace tidemark::bench {

using storage::Changes;
using storage::Decision;
using storage::KeyRef;
using storage::Outcome;
using storage::TableId;
using storage::View;

namespace {

constexpr std::uint64_t kItemsACommit = 2000;
constexpr int kCommitsUnderWay = 4;

// splitmix64: every number has its own scattered one.
std::uint64_t scattered(std::uint64_t number) {
  std::uint64_t z = number + 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

std::string item_head(std::uint64_t number, std::uint64_t round) {
  return fmt::format("{:012x}.{:06x}.", number, round);
}

// Half of an item is names and words that come again, half is noise.
std::string make_body() {
  constexpr std::string_view kWords = "customer-name address-line-one delivered pending amount ";
  std::string body;
  SeededRandom random(7);
  while (body.size() < 64 * kItemBytes) {
    body += kWords.substr(random.below(20), 14);
    body += random.hex(14);
  }
  return body;
}

}  // namespace

std::string item_key(std::uint64_t number) {
  return codec::ordered(fmt::format("item-{:016x}", scattered(number)));
}

std::string item_value(std::uint64_t number, std::uint64_t round) {
  static const std::string body = make_body();
  std::string value = item_head(number, round);
  const std::size_t from = scattered(number * 31 + round) % (body.size() - kItemBytes);
  value.append(body, from, kItemBytes - value.size());
  return value;
}

bool is_item(std::string_view value, std::uint64_t number, std::uint64_t round) {
  return value.size() == kItemBytes && value.starts_with(item_head(number, round));
}

Error wrong(std::string_view what, std::uint64_t number) {
  return fail(Code::kCorrupt, fmt::format("{} answered wrongly for item {}", what, number));
}

Result<std::unique_ptr<MeasuredStore>> MeasuredStore::open(const std::string& directory) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) return fail(Code::kInvalid, fmt::format("{}: {}", directory, error.message()));
  std::unique_ptr<MeasuredStore> measured(new MeasuredStore(directory));
  TM_TRY(measured->store_,
         storage::Store::open(directory, measured->environment_, measured->clock_));
  return measured;
}

storage::History MeasuredStore::kept() {
  storage::History history;
  history.kept = true;
  history.period = std::chrono::hours(24 * 35);
  return history;
}

Result<Timestamp> MeasuredStore::commit(const storage::Decide& decide) {
  const Outcome outcome = store_->transact_and_wait({}, decide);
  if (const auto* committed = std::get_if<storage::Committed>(&outcome)) return committed->at;
  if (const auto* error = std::get_if<Error>(&outcome)) return *error;
  return fail(Code::kConflict, "a commit was refused");
}

Result<TableId> MeasuredStore::make_table(const storage::History& history) {
  TableId id;
  TM_TRY_STATUS(commit([&](View& view) -> Decision {
    id = view.new_table_id();
    Changes changes;
    changes.new_tables.push_back({id, history, {}, {}});
    return changes;
  }));
  return id;
}

Result<Timestamp> MeasuredStore::fill(TableId table, std::uint64_t count, std::uint64_t round) {
  return fill_some(table, count, 1, round);
}

Result<Timestamp> MeasuredStore::fill_some(TableId table, std::uint64_t count, std::uint64_t stride,
                                           std::uint64_t round) {
  InFlight commits(*store_, kCommitsUnderWay);
  for (std::uint64_t from = 0; from < count; from += kItemsACommit * stride) {
    Changes changes;
    const std::uint64_t until = std::min(count, from + kItemsACommit * stride);
    for (std::uint64_t number = from; number < until; number += stride) {
      changes.put({table, storage::kItems, item_key(number)}, item_value(number, round));
    }
    const auto items = static_cast<std::int64_t>(changes.writes.size());
    if (round == 0) changes.tally(table, {items, items * std::int64_t{kItemBytes}, 0});
    commits.start({}, [changes = std::move(changes)](View&) -> Decision { return changes; });
  }
  TM_TRY_STATUS(commits.finish());
  return store_->commit_clock();
}

Result<TableId> MeasuredStore::branch(TableId source, Timestamp at) {
  TableId id;
  TM_TRY(const storage::Tally tally, store_->tally_as_of(source, at));
  TM_TRY_STATUS(commit([&](View& view) -> Decision {
    auto strata = view.strata_at(source, at);
    if (!strata) return storage::Refused{};
    id = view.new_table_id();
    Changes changes;
    changes.new_tables.push_back({id, {}, std::move(strata).value(), tally});
    return changes;
  }));
  return id;
}

Status MeasuredStore::materialise(TableId table) {
  storage::KeyspaceId base;
  TM_TRY_STATUS(commit([&](View& view) -> Decision {
    base = {view.new_table_id().value};
    Changes changes;
    changes.new_bases.push_back({base, table});
    return changes;
  }));
  storage::Store::Piece piece;
  while (!piece.last) {
    TM_TRY(piece, store_->materialise_piece(table, base, piece.cursor));
    // A job saves how far it is with every piece.
    TM_TRY_STATUS(commit([&](View&) -> Decision {
      Changes changes;
      changes.jobs.push_back({.id = "copy",
                              .kind = "copy",
                              .due_at = Timestamp::max(),
                              .failures = 0,
                              .failed = false,
                              .reason = {},
                              .state = piece.cursor});
      return changes;
    }));
  }
  TM_TRY_STATUS(commit([&](View&) -> Decision {
    Changes changes;
    changes.strata.push_back({table, {{base, Timestamp::max()}}});
    changes.finished_jobs.push_back("copy");
    return changes;
  }));
  return Ok{};
}

Status MeasuredStore::settle() {
  TM_TRY_STATUS(store_->flush());
  return store_->compact();
}

InFlight::InFlight(storage::Store& store, int callers)
    : store_(store), callers_(callers), free_(callers) {}

InFlight::~InFlight() {
  static_cast<void>(finish());
}

void InFlight::start(const KeyRef& key, storage::Decide decide) {
  free_.acquire();
  const std::span<const KeyRef> keys(&key, key.key.empty() ? 0 : 1);
  store_.transact(keys, std::move(decide), [this, watch = Stopwatch()](const Outcome& outcome) {
    latencies_.push_back(watch.seconds() * 1000);
    if (!std::holds_alternative<storage::Committed>(outcome) && !failed_) {
      const auto* error = std::get_if<Error>(&outcome);
      reason_ = error != nullptr ? error->message : "a commit was refused";
      failed_ = true;
    }
    free_.release();
  });
}

Status InFlight::finish() {
  for (int i = 0; i < callers_; ++i) free_.acquire();
  free_.release(callers_);
  if (failed_) return fail(Code::kUnknown, reason_);
  return Ok{};
}

double process_cpu_seconds() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

void add_latencies(Sample& sample, std::vector<double> milliseconds) {
  if (milliseconds.empty()) return;
  std::ranges::sort(milliseconds);
  const auto at = [&](double share) {
    return milliseconds[static_cast<std::size_t>(share *
                                                 static_cast<double>(milliseconds.size() - 1))];
  };
  sample.also["p50_ms"] = at(0.5);
  sample.also["p99_ms"] = at(0.99);
}

}  // namespace tidemark::bench
