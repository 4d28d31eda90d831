// Every version of every key in a range of whole keys, `cur` and `hist` merged, newest first.
// Rows that are none of ours are handed to `stray` and stepped over.
//
// Threads   One at a time.
// Format    docs/formats/store.md.
#pragma once

#include "base/result.h"
#include "storage/layout.h"

#include <rocksdb/db.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tidemark::storage {

class Database;

class VersionWalk {
 public:
  struct One {
    Timestamp start;
    Timestamp end;  // Timestamp::max(): the newest, from `cur`
    bool tombstone = false;
    std::string value;

    [[nodiscard]] bool newest() const { return end == Timestamp::max(); }
  };

  // Told of a row that cannot be read: the family's name, its key, why.
  using Stray = std::function<void(const char* family, std::string_view key, std::string why)>;

  // Without `stray` such a row ends the walk with an error.
  VersionWalk(const Database& database, const std::string& from, const std::string& until,
              Stray stray = {});
  VersionWalk(const VersionWalk&) = delete;
  VersionWalk& operator=(const VersionWalk&) = delete;

  [[nodiscard]] bool valid() const { return valid_; }

  void next();

  // The whole key: keyspace, part, key.
  [[nodiscard]] const std::string& key() const { return key_; }

  [[nodiscard]] const std::vector<One>& versions() const { return versions_; }

  [[nodiscard]] const Status& status() const { return status_; }

  // Rows met so far, and their bytes.
  struct Met {
    std::uint64_t rows = 0;
    std::uint64_t bytes = 0;
  };

  [[nodiscard]] const Met& met_cur() const { return met_cur_; }

  [[nodiscard]] const Met& met_hist() const { return met_hist_; }

 private:
  void skip_strays();
  void take_cur();
  void take_hist();
  void refuse(const char* family, std::string_view key, std::string why);
  void check_iterators();

  std::string until_;
  rocksdb::Slice upper_;
  Stray stray_;
  std::unique_ptr<rocksdb::Iterator> cur_;
  std::unique_ptr<rocksdb::Iterator> hist_;
  bool valid_ = false;
  std::string key_;
  std::vector<One> versions_;
  Met met_cur_;
  Met met_hist_;
  Status status_ = Ok{};
};

}  // namespace tidemark::storage
