// Reads one keyspace as it was at one instant: `cur` if it is old enough, else `hist`.
//
// Threads   The functions: any. A StratumIterator: one at a time.
// Format    docs/formats/store.md, "Reading at T".
#pragma once

#include "base/result.h"
#include "storage/layout.h"
#include "storage/store.h"

#include <rocksdb/db.h>

#include <memory>
#include <optional>
#include <string>

namespace tidemark::storage {

class Database;

// The row of a key at `stratum.at`, a tombstone included. Needs no snapshot: a version moves to
// `hist` in the batch that replaces it in `cur`, and nothing is called absent before `hist` was
// read after `cur`.
Result<std::optional<StoredRow>> read_stratum(const Database& database, const StratumRef& stratum,
                                              std::string_view suffix);

// The value of a key through a list of strata.
Result<std::optional<Version>> read_strata(const Database& database, const Strata& strata,
                                           std::string_view suffix);

// Suffixes in [from, until); an empty `until` means to the end of the keyspace.
struct SuffixRange {
  std::string from;
  std::string until;
};

// Whether the blocks that a walk reads stay in the cache, or pass by what others read again.
enum class Blocks { kKept, kPassing };

// Walks the keys that one stratum shows, tombstones included, under a snapshot.
class StratumIterator {
 public:
  StratumIterator(const Database& database, const StratumRef& stratum, const SuffixRange& range,
                  Direction direction, const rocksdb::Snapshot* snapshot,
                  Blocks blocks = Blocks::kKept);
  StratumIterator(const StratumIterator&) = delete;
  StratumIterator& operator=(const StratumIterator&) = delete;

  [[nodiscard]] bool valid() const { return valid_; }

  void next();

  [[nodiscard]] const std::string& suffix() const { return suffix_; }

  [[nodiscard]] const StoredRow& row() const { return row_; }

  [[nodiscard]] const Status& status() const { return status_; }

 private:
  [[nodiscard]] std::optional<std::string_view> cur_head() const;
  // Of the row that hist_ stands at, if it lies in the range; after every move of hist_.
  void look_at_hist();
  void step_hist();
  void seek_first_hist();
  void leave_hist();
  Result<bool> resolve(bool in_cur, bool in_hist);
  Result<bool> resolve_in_hist();
  void check_iterators();

  Timestamp at_;
  Direction direction_;
  std::string from_;  // whole keys: keyspace · suffix
  std::string until_;
  std::string lower_;  // bounds of the iterators, which they do not copy
  std::string upper_;
  rocksdb::Slice lower_slice_;
  rocksdb::Slice upper_slice_;
  rocksdb::Slice cur_lower_slice_;
  rocksdb::Slice cur_upper_slice_;
  std::unique_ptr<rocksdb::Iterator> cur_;
  std::unique_ptr<rocksdb::Iterator> hist_;  // nullptr when the stratum is read as it is
  std::optional<HistName> hist_name_;        // points into what hist_ stands at
  bool valid_ = false;
  std::string key_;  // whole; the strings of rows gone by are used again
  std::string suffix_;
  StoredRow row_;
  Status status_ = Ok{};
};

}  // namespace tidemark::storage
