// A walk over a list of strata under one snapshot: for every key the newest stratum that knows it
// decides.
//
// Threads   One at a time.
#pragma once

#include "storage/published.h"
#include "storage/store.h"
#include "storage/stratum_reader.h"

#include <rocksdb/db.h>

#include <memory>
#include <vector>

namespace tidemark::storage {

class StrataWalk {
 public:
  StrataWalk(const Database& database, const Strata& strata, const SuffixRange& range,
             Direction direction, Blocks blocks = Blocks::kKept);
  ~StrataWalk();
  StrataWalk(const StrataWalk&) = delete;
  StrataWalk& operator=(const StrataWalk&) = delete;

  [[nodiscard]] bool valid() const { return head_ != nullptr; }

  void next();

  [[nodiscard]] const std::string& suffix() const { return head_->suffix(); }

  [[nodiscard]] const StoredRow& row() const { return head_->row(); }

  [[nodiscard]] Status status() const { return status_; }

 private:
  [[nodiscard]] bool before(const std::string& a, const std::string& b) const;
  void settle();  // onto the next key that is not deleted
  void step_over_head();

  const Database& database_;
  Direction direction_;
  const rocksdb::Snapshot* snapshot_;
  std::vector<std::unique_ptr<StratumIterator>> strata_;  // newest first
  StratumIterator* head_ = nullptr;
  Status status_ = Ok{};
};

class Scan::Impl {
 public:
  // `reading` keeps what the walk reads; `range` is of one part.
  Impl(const Database& database, Reading reading, const Range& range, Direction direction,
       Blocks blocks = Blocks::kKept);

  Reading reading;
  StrataWalk walk;
};

SuffixRange suffix_range(const Range& range);

}  // namespace tidemark::storage
