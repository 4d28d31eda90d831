// The RocksDB under one store: its four families, opened the way the store needs them.
//
// Threads   RocksDB's: any.
#pragma once

#include "base/result.h"
#include "storage/environment.h"
#include "storage/past_guess.h"

#include <rocksdb/compaction_filter.h>
#include <rocksdb/db.h>
#include <rocksdb/table_properties.h>

#include <memory>
#include <string>
#include <vector>

namespace tidemark::storage {

class Database {
 public:
  // `hist_filters` and `hist_properties` are how trimming looks into `hist`.
  struct Hooks {
    std::shared_ptr<rocksdb::CompactionFilterFactory> hist_filters;
    std::shared_ptr<rocksdb::TablePropertiesCollectorFactory> hist_properties;
  };

  static Result<std::unique_ptr<Database>> open(const std::string& directory,
                                                Environment& environment, const Hooks& hooks);
  // Opens what is there to be read and writes nothing, not even RocksDB's own log of events.
  // Errors: kNotFound  there is no store
  static Result<std::unique_ptr<Database>> open_to_read(const std::string& directory,
                                                        Environment& environment);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  [[nodiscard]] rocksdb::DB& db() const { return *db_; }

  [[nodiscard]] rocksdb::ColumnFamilyHandle* meta() const { return meta_; }

  [[nodiscard]] rocksdb::ColumnFamilyHandle* cur() const { return cur_; }

  [[nodiscard]] rocksdb::ColumnFamilyHandle* hist() const { return hist_; }

  [[nodiscard]] rocksdb::ColumnFamilyHandle* log() const { return log_; }

  [[nodiscard]] const std::string& directory() const { return directory_; }

  [[nodiscard]] Environment::Shared& shared() const { return shared_; }

  // Shared by all readers of the past.
  [[nodiscard]] PastGuess& past_guess() const { return past_guess_; }

  // nullopt when there is no such row.
  Result<std::optional<std::string>> get(rocksdb::ColumnFamilyHandle* family,
                                         const std::string& key) const;

  [[nodiscard]] std::uint64_t free_bytes() const;

 private:
  Database(std::string directory, Environment::Shared& shared)
      : directory_(std::move(directory)), shared_(shared) {}

  void take(rocksdb::DB* db, const std::vector<rocksdb::ColumnFamilyHandle*>& families);

  std::string directory_;
  Environment::Shared& shared_;
  mutable PastGuess past_guess_;
  std::unique_ptr<rocksdb::DB> db_;
  rocksdb::ColumnFamilyHandle* meta_ = nullptr;
  rocksdb::ColumnFamilyHandle* cur_ = nullptr;
  rocksdb::ColumnFamilyHandle* hist_ = nullptr;
  rocksdb::ColumnFamilyHandle* log_ = nullptr;
};

// RocksDB's word for what went wrong, as ours.
Error to_error(const rocksdb::Status& status, std::string_view doing);

}  // namespace tidemark::storage
