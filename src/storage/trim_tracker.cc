#include "storage/trim_tracker.h"

#include "storage/registry.h"

#include <algorithm>

namespace tidemark::storage {

TrimTracker::Entry TrimTracker::entry(KeyspaceId keyspace) const {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(keyspace);
  return found == entries_.end() ? Entry{} : found->second;
}

Timestamp TrimTracker::oldest_end(KeyspaceId keyspace) const {
  return entry(keyspace).oldest_end;
}

Timestamp TrimTracker::oldest_log(KeyspaceId keyspace) const {
  return entry(keyspace).oldest_log;
}

bool TrimTracker::waits_for_reader(KeyspaceId keyspace) const {
  return entry(keyspace).left_for_reader;
}

void TrimTracker::wrote_log(KeyspaceId keyspace, Timestamp at) {
  const std::lock_guard lock(mutex_);
  Entry& entry = entries_[keyspace];
  entry.oldest_log = std::min(entry.oldest_log, at);
}

void TrimTracker::references_changed(const References& before, const References& after) {
  const std::lock_guard lock(mutex_);
  for (const auto& [keyspace, instants] : before.all()) {
    const auto found = entries_.find(keyspace);
    if (found == entries_.end() || !found->second.left_for_reference) continue;
    const bool all_stay =
        std::ranges::all_of(instants, [&](Timestamp at) { return after.exactly({keyspace, at}); });
    if (!all_stay) found->second.oldest_end = Timestamp{};
  }
}

void TrimTracker::begin_pass(KeyspaceId keyspace) {
  const std::lock_guard lock(mutex_);
  Entry& entry = entries_[keyspace];
  entry.oldest_end = Timestamp::max();
  entry.left_for_reference = false;
  entry.left_for_reader = false;
}

void TrimTracker::left_row(KeyspaceId keyspace, Timestamp end) {
  const std::lock_guard lock(mutex_);
  Entry& entry = entries_[keyspace];
  entry.oldest_end = std::min(entry.oldest_end, end);
}

void TrimTracker::left_for_reference(KeyspaceId keyspace) {
  const std::lock_guard lock(mutex_);
  entries_[keyspace].left_for_reference = true;
}

void TrimTracker::left_for_reader(KeyspaceId keyspace) {
  const std::lock_guard lock(mutex_);
  entries_[keyspace].left_for_reader = true;
}

void TrimTracker::reader_left(KeyspaceId keyspace) {
  const std::lock_guard lock(mutex_);
  Entry& entry = entries_[keyspace];
  entry.left_for_reader = false;
  entry.oldest_end = Timestamp{};
}

void TrimTracker::set_oldest_log(KeyspaceId keyspace, Timestamp at) {
  const std::lock_guard lock(mutex_);
  entries_[keyspace].oldest_log = at;
}

void TrimTracker::forget(KeyspaceId keyspace) {
  const std::lock_guard lock(mutex_);
  entries_.erase(keyspace);
}

}  // namespace tidemark::storage
