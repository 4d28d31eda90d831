// Remembers where trimming may find something, so that it is due only when there is work: for
// each keyspace a lower bound on the end of the history rows that a rising floor will free.
//
// Threads   All members may be called from any thread at once.
#pragma once

#include "storage/types.h"

#include <map>
#include <mutex>
#include <set>

namespace tidemark::storage {

class References;

class TrimTracker {
 public:
  // Lower bounds. max(): nothing there.
  [[nodiscard]] Timestamp oldest_end(KeyspaceId keyspace) const;
  [[nodiscard]] Timestamp oldest_log(KeyspaceId keyspace) const;

  // The committer wrote a row because history is kept; because of a reference or a reader alone
  // it calls left_for_reference or left_for_reader.
  void wrote_history(KeyspaceId keyspace, Timestamp end) { left_row(keyspace, end); }

  void wrote_log(KeyspaceId keyspace, Timestamp at);

  // References went: what they alone kept may go now.
  void references_changed(const References& before, const References& after);

  // A pass over a keyspace: the filters report every row they leave.
  void begin_pass(KeyspaceId keyspace);
  void left_row(KeyspaceId keyspace, Timestamp end);
  void left_for_reference(KeyspaceId keyspace);
  void left_for_reader(KeyspaceId keyspace);

  // Whether a reader was all that kept a row.
  [[nodiscard]] bool waits_for_reader(KeyspaceId keyspace) const;
  void reader_left(KeyspaceId keyspace);

  void set_oldest_log(KeyspaceId keyspace, Timestamp at);
  void forget(KeyspaceId keyspace);

 private:
  struct Entry {
    Timestamp oldest_end = Timestamp::max();
    Timestamp oldest_log = Timestamp::max();
    bool left_for_reference = false;
    bool left_for_reader = false;
  };

  [[nodiscard]] Entry entry(KeyspaceId keyspace) const;

  mutable std::mutex mutex_;
  std::map<KeyspaceId, Entry> entries_;
};

}  // namespace tidemark::storage
