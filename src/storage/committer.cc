#include "storage/committer.h"

#include "base/check.h"
#include "base/log.h"
#include "base/stopwatch.h"
#include "storage/environment_shared.h"
#include "storage/faults.h"
#include "storage/log_check.h"

#include <rocksdb/write_batch.h>

#include <future>

namespace tidemark::storage {

Committer::Committer(const Database& database, Published& published, ClockWatch& clock,
                     TrimTracker& tracker, const StoreOptions& options, AcknowledgedNote note)
    : database_(database),
      published_(published),
      clock_(clock),
      tracker_(tracker),
      options_(options),
      note_(std::move(note)),
      record_(options.name),
      thread_([this] { run(); }) {}

Committer::~Committer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  arrived_.notify_all();
  thread_.join();
}

void Committer::enqueue(Request request) {
  {
    std::unique_lock lock(mutex_);
    if (!stopping_) {
      waiting_.push_back(std::move(request));
      lock.unlock();  // or the committer would wake only to wait for it
      arrived_.notify_one();
      return;
    }
  }
  request.done(fail(Code::kBusy, "the store is stopping"));
}

void Committer::transact(Decide decide, Done done, Foreseen foreseen) {
  enqueue({std::move(decide), {}, {}, std::move(done), std::move(foreseen)});
}

Status Committer::wait_for(Request request) {
  std::promise<Outcome> told;
  request.done = [&](const Outcome& outcome) { told.set_value(outcome); };
  enqueue(std::move(request));
  const Outcome outcome = told.get_future().get();
  if (const auto* error = std::get_if<Error>(&outcome)) return *error;
  return Ok{};
}

Status Committer::close(Timestamp at) {
  return wait_for({{}, at, {}, {}});
}

Status Committer::upkeep(Upkeep change) {
  return wait_for({{}, {}, std::move(change), {}});
}

Committer::Counts Committer::counts() const {
  const std::lock_guard lock(mutex_);
  return {commits_, groups_, syncs_, reserve_reached_, waiting_.size()};
}

std::optional<Committer::Request> Committer::wait_for_request() {
  std::unique_lock lock(mutex_);
  arrived_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
  if (stopping_) return std::nullopt;
  Request request = std::move(waiting_.front());
  waiting_.pop_front();
  return request;
}

std::optional<Committer::Request> Committer::next_request() {
  const std::lock_guard lock(mutex_);
  if (stopping_ || waiting_.empty()) return std::nullopt;
  Request request = std::move(waiting_.front());
  waiting_.pop_front();
  return request;
}

void Committer::run() {
  while (auto request = wait_for_request()) run_group(std::move(*request));
  std::deque<Request> refused;
  {
    const std::lock_guard lock(mutex_);
    refused.swap(waiting_);
  }
  for (const Request& request : refused) {
    request.done(fail(Code::kBusy, "the store is stopping"));
  }
}

void Committer::run_group(Request first) {
  const auto registry = published_.registry();
  Group group(database_, registry, clock_.stamp(registry->clock), groups_,
              published_.catalog_edition(), recent_);
  std::vector<Answer> answers;
  reserve_known_ = false;
  std::optional<Request> request = std::move(first);
  while (request) {
    Taken taken = take(group, *request);
    if (!taken) {
      const std::lock_guard lock(mutex_);
      waiting_.push_front(std::move(*request));
      break;
    }
    answers.push_back({std::move(request->done), std::move(*taken)});
    if (group.bytes() >= options_.group_bytes) break;
    request = next_request();
  }
  const auto tell = [&] {
    for (const Answer& answer : answers) answer.done(answer.outcome);
  };
  if (TM_FAULT(kEarlyAcknowledge)) tell();
  // Refusals wait as well: what they saw of this group must not be lost after they are told.
  commit(group);
  if (!TM_FAULT(kEarlyAcknowledge)) tell();
}

Committer::Taken Committer::take(Group& group, Request& request) {
  if (request.close) {
    group.close_instant(*request.close);
    return Committed{*request.close};
  }
  if (request.upkeep) {
    request.upkeep(group.registry());
    return Committed{group.now()};
  }
  try {
    return decide(group, request);
  } catch (const std::exception& error) {
    return fail(Code::kLimit, fmt::format("a decision threw: {}", error.what()));
  }
}

namespace {

std::size_t encoded_bytes(const Changes& changes) {
  std::size_t bytes = 0;
  for (const auto& write : changes.writes) {
    bytes += write.key.key.size() + (write.value ? write.value->size() : 0);
  }
  return bytes;
}

}  // namespace

Committer::Taken Committer::decide(Group& group, Request& request) {
  group.foresee(std::move(request.foreseen));
  const Decision decision = request.decide(group);
  const auto* changes = std::get_if<Changes>(&decision);
  if (changes == nullptr) return Refused{};
  if (changes->first_in_group && group.commits() > 0) return std::nullopt;
  if (const std::size_t bytes = encoded_bytes(*changes); bytes > options_.decision_bytes) {
    return fail(Code::kLimit, fmt::format("a decision writes {} bytes, limit is {}", bytes,
                                          options_.decision_bytes));
  }
  if (!changes->writes.empty() && !changes->makes_room && reserve_reached()) {
    return fail(Code::kBusy,
                fmt::format("the disk has less than {} bytes left", options_.disk_reserve_bytes));
  }
  if (auto applied = group.apply(*changes); !applied) return std::move(applied).error();
  return Committed{group.now()};
}

bool Committer::reserve_reached() {
  // A group is far smaller than the reserve: asking the file system once for it will do.
  if (reserve_known_) return reserve_reached_;
  reserve_known_ = true;
  const std::uint64_t free_bytes = database_.free_bytes();
  const bool reached = free_bytes < options_.disk_reserve_bytes;
  if (reserve_reached_.exchange(reached) != reached) note_reserve(reached, free_bytes);
  return reached;
}

void Committer::note_reserve(bool reached, std::uint64_t free_bytes) {
  log(reached ? LogLevel::kError : LogLevel::kInfo, "storage",
      reached ? "the disk reserve is reached: writes are refused until there is room"
              : "the disk has room again: writes are taken",
      {{"store", options_.name},
       {"free_bytes", free_bytes},
       {"reserve_bytes", options_.disk_reserve_bytes}});
}

void Committer::commit(Group& group) {
  if (!group.writes_anything()) return;
  const auto before = published_.registry();
  const References leased = published_.seal(group.commits() > 0 ? group.now() : Timestamp{});
  rocksdb::WriteBatch batch;
  auto next = group.seal(leased, tracker_, batch);
  rocksdb::WriteOptions options;
  options.sync = true;
  TM_FAILPOINT("commit.before_write");
  const Stopwatch watch;
  const rocksdb::Status status = database_.db().Write(options, &batch);
  if (!status.ok()) {
    database_.shared().disk_failed(fmt::format("writing the log: {}", status.ToString()));
  }
  record_.wrote(group.commits(), batch.GetDataSize(), watch.micros());
  TM_FAILPOINT("commit.after_write");
  if (group.wrote_to(kCatalog)) published_.raise_catalog_edition();
  note_.write(
      {database_.db().GetLatestSequenceNumber(), next->clock.last_commit, next->clock.closed});
  published_.publish(next);
  if (before->references != next->references) {
    tracker_.references_changed(*before->references, *next->references);
  }
  commits_ += group.commits();
  ++groups_;
  ++syncs_;
}

}  // namespace tidemark::storage
