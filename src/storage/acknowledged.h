// A note beside the log of how far the store has answered: what a start must find again.
//
//   TM_TRY(AcknowledgedNote note, AcknowledgedNote::open(env, directory));
//   note.write({sequence, last_commit, closed});       // after the sync, before anybody is told
//
// The log alone cannot prove that its last record is there: a file cut at a record's edge looks
// like one that ended there. The note is one small overwrite in place that is never synced: after
// a kill it says exactly what was acknowledged, after a loss of power something earlier, never
// something later. See docs/decisions/0008-what-a-log-proves.md.
//
// Threads   One at a time.
// Format    docs/formats/store.md, "The note".
#pragma once

#include "base/result.h"
#include "base/timestamp.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace rocksdb {
class Env;
class FSRandomRWFile;
}  // namespace rocksdb

namespace tidemark::storage {

struct Acknowledged {
  std::uint64_t sequence = 0;  // RocksDB's, of the last row written
  Timestamp last_commit;
  Timestamp closed;
  friend bool operator==(const Acknowledged&, const Acknowledged&) = default;
};

class AcknowledgedNote {
 public:
  // Makes the file when it is missing.
  static Result<AcknowledgedNote> open(rocksdb::Env& env, const std::string& directory);

  // nullopt when there is no note, or an empty one.
  // Errors: kCorrupt  it is damaged
  static Result<std::optional<Acknowledged>> read(rocksdb::Env& env, const std::string& directory);

  AcknowledgedNote();
  ~AcknowledgedNote();
  AcknowledgedNote(AcknowledgedNote&&) noexcept;
  AcknowledgedNote& operator=(AcknowledgedNote&&) noexcept;

  // A failure is logged once and otherwise ignored: an older note proves less, but nothing wrong.
  void write(const Acknowledged& acknowledged);

 private:
  std::unique_ptr<rocksdb::FSRandomRWFile> file_;
  bool failed_ = false;
};

}  // namespace tidemark::storage
